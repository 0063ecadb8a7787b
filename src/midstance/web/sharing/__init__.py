"""A report for somebody elsewhere: to read, for a while, and with no face in it."""
