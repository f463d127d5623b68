"""Medicine names and codes, and whether they are opioids."""
