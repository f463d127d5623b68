"""Reviewed data only; no Python beside this line."""
