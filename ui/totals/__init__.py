"""Totals: accepted returns of a month added up, down to every cell."""
