"""Bytes on disk: filters, tables, generations, journals. Knows no traveller."""
