"""Tables that any program reads: one row for each time and point."""
