"""Alembic environment of the office database."""
