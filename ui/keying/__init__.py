"""Keying a return a second time, blind."""
