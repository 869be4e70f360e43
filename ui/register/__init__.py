"""The register of findings: what was flagged, and what became of it."""
