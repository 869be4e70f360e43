"""Whole histories as columns: the second evaluator of the check language, in numpy."""
