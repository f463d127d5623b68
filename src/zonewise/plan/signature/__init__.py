"""Messages that a prescriber signs: a plan, a word about LDN, a new key."""
