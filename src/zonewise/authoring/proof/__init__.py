"""The proof over every combination of facts."""
