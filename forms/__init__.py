"""What a return asks, as data, and its strict reader."""
