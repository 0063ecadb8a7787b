"""The evidence: overlay video, figures and the page."""
