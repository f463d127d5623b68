"""A diary looked back on: a month of zones, symptoms over time, what came before flares, notes, and one day."""
