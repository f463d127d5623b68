"""Exact differences between two versions of a protocol."""
