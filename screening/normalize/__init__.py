"""Text to values that compare equal: no file, no network, no clock."""
