"""The example: a synthetic patient's half year with zonewise."""
