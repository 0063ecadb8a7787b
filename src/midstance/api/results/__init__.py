"""What an `Analysis` does when it is asked: its tables, curves, pictures and files."""
