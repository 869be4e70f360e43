"""The audit place and the details for support work on the real office of the service tests."""

from office_fixtures import office, office_template
from scenario_fixtures import settings, sit

__all__ = ["office", "office_template", "settings", "sit"]
