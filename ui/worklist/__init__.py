"""The first place: what is owed, and where each return stands."""
