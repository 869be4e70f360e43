"""Backups: their state, making and checking them, and putting one in the place of the office."""
