"""The place where entry workbooks that came back are looked at and taken in."""
