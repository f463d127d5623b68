"""The workbench is tried on the same protocol and examples as the rules."""

from tests.rules.conftest import calm, cases, engine, example_texts, examples, shipped_texts, tiny, tiny_engine

__all__ = ["calm", "cases", "engine", "example_texts", "examples", "shipped_texts", "tiny", "tiny_engine"]
