"""The office: what a return is, what people do with it, and where it is kept."""

__version__ = "0.1.0"
