"""The pages of the prescriber's copy."""
