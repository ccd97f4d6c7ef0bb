"""Nicknames."""


def nickname_group(text: str) -> str:
    """Return none."""
    return "" if text else ""
