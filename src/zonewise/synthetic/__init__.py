"""Synthetic patients: the example, the closed loop and trials in silico."""
