"""The prescriber's copy: pages received, people, keys, and what is signed."""
