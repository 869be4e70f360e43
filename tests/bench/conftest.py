"""Benchmarks work on the same real office as the service tests."""

from office_fixtures import office, office_template

__all__ = ["office", "office_template"]
