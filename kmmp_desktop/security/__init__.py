"""Passphrases, keys and certificates of the people of an office."""
