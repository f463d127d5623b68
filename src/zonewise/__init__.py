"""zonewise: today's zone, what to do with the dose, and why."""

__version__ = "0.1.0"
