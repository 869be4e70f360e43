"""Check and complete: what is still in the way of a return, and the clerk's signature."""
