"""Small widgets that every place is made of."""
