"""What a person reads: a day, relief, the rules, a look back."""
