"""Reads, compiles and answers a protocol."""
