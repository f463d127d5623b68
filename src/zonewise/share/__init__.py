"""SMART Health Links: links, what is sealed behind them, and the lists of files that a relay answers with."""
