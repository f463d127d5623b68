"""Reviewed data only, a folder for each protocol; this name is all the Python beside it."""

DEFAULT_PROTOCOL = "ldn"  # Name of the protocol of a diary that names none.
