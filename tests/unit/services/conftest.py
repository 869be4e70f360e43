"""Services are tested on a real office: SQLite file, real keys, real files."""

from office_fixtures import maternity_closed, office, office_template
from received_office import receiver, receiver_home, sender, sender_home, sent, stranger_home
from storage_fixtures import server
from two_offices import signing_receiver, two

__all__ = [
    "maternity_closed",
    "office",
    "office_template",
    "receiver",
    "receiver_home",
    "sender",
    "sender_home",
    "sent",
    "server",
    "signing_receiver",
    "stranger_home",
    "two",
]
