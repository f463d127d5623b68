"""Timeline and plan to facts, facts to decisions, decisions to guidance."""
