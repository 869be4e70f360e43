"""Services are tested on a real office: SQLite file, real keys, real files."""

from office_fixtures import maternity_closed, office, office_template

__all__ = ["maternity_closed", "office", "office_template"]
