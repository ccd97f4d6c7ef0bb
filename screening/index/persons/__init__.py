"""Persons: filed by reference and by the documents tied to them, found by name."""
