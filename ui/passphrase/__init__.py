"""Asking the passphrase before something is signed."""
