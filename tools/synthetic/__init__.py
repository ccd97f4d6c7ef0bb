"""Synthetic feeds: columns of made-up records, columns of bytes, no strings."""
