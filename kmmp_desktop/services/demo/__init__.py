"""A made-up office to try the program on."""
