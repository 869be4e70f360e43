"""The program without a screen: one module per group of commands."""
