"""The course of treatment over days: doses, flares and reductions."""
