"""The web app: recordings in by drag and drop, reports out, on the user's machine."""
