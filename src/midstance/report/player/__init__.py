"""The player of the report: its film, its data and its script."""
