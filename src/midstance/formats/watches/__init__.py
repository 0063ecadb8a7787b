"""What a watch or a foot pod recorded, a row a second."""
