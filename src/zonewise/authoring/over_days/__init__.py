"""The proof over every sequence of days, by the transition and the rules that serve a person."""
