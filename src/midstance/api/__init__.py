"""What a scientist types: the calls of `import midstance as ms`, and what they show."""
