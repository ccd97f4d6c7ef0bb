"""Screens travel documents, vehicles and persons against what States have on file."""

__version__ = "0.1.0"
