"""What a person writes down: check-ins, doses, answers, medicines, plans."""
