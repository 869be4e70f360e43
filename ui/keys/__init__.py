"""A person's own signing key: how it stands, what opens it, its certificate."""
