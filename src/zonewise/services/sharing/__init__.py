"""What leaves for others: the prescriber's page, calendars, order sheets."""
