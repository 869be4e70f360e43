"""Data quality: completeness, timeliness and consistency by facility and month."""
