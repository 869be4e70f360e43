"""The clerk Achieng at the whole window, with a year of history in Nyota."""

from office_fixtures import maternity_closed, office, office_template
from scenario_fixtures import paper, settings, sit

__all__ = ["maternity_closed", "office", "office_template", "paper", "settings", "sit"]
