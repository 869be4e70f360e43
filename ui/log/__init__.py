"""Verify log: whether the log still says what happened."""
