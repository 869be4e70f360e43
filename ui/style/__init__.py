"""Colours, sizes, fonts and icons: one look in light and dark."""
