"""Shows what holds in every state of a protocol, unknown facts included, or the smallest state in which it does not."""
