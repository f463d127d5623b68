"""Is it helping, and how sure can one diary make us?"""
