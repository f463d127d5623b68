"""Blinded trials: planning one, sealing its key, running it, and what it shows at the end."""
