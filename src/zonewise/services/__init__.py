"""One function for each thing a user does; the only place that reads the clock or opens a transaction."""
