"""The plan as the prescriber wrote it: doses, steps, product, and how it may be refused."""
