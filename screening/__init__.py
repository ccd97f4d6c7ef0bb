"""Screens travel documents and vehicles against what States report stolen or lost."""

__version__ = "0.1.0"
