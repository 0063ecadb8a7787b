"""The command line. One command per file."""
