"""Pages on which a person corrects events."""
