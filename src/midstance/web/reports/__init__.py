"""The report as the app shows it: in whose language, and with what they say of it."""
