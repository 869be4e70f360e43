"""Typing a return from paper: grid, panel, and everything that keeps it safe."""
