"""Curation: a person looks at the detected events and puts them right."""
