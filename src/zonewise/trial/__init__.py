"""A blinded trial in one person: its design, its sealed order, and what it shows at the end."""
