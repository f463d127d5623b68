"""Entries, logical days and the values that every other package shares."""
