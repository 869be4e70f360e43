"""What a return is and when it is right: standard library only."""
