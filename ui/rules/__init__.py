"""The rule editor: the checks of a form, tried on returns and past months, published from a month on."""
