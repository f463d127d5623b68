"""One function for each thing a person does, in wings; the only place with a clock."""
