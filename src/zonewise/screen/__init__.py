"""Is a medicine an opioid, does it block opioids, does it bear on LDN, or do we have to ask?"""
