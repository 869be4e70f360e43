"""Receive: files of other offices get a verdict each, and are taken in when it is said so."""
