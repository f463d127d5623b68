"""Taking in files of other apps."""
