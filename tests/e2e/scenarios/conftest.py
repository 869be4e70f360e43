"""The clerk Achieng at the whole window, with a year of history in Nyota; and two offices with letters."""

from office_fixtures import maternity_closed, office_template
from received_office import receiver_home, sender, sender_home
from scenario_fixtures import office, paper, settings, sit, year_template
from two_offices import signing_receiver, two

__all__ = [
    "maternity_closed",
    "office",
    "office_template",
    "paper",
    "receiver_home",
    "sender",
    "sender_home",
    "settings",
    "signing_receiver",
    "sit",
    "two",
    "year_template",
]
