"""The catalogue of standards: what checks and targets rest on."""
