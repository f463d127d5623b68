"""One made-up person over 24 weeks, for `zonewise demo`."""
