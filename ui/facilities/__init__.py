"""Bringing facilities in and editing one."""
