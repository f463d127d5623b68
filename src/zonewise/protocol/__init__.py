"""Reads, checks, compiles and answers a protocol of reviewed rules."""
