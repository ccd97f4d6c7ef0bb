"""Measures the service: named workloads, one line each, always the same columns."""
