"""The office on a server: connecting with it."""
