"""Whether it helps, and how sure one diary can make anybody."""
