"""The office of the hostile week."""

from office_fixtures import office, office_template

__all__ = ["office", "office_template"]
