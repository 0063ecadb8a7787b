"""What the web app answers, by subject."""
