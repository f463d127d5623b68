"""People who never lived, for the demo and the tests."""
