"""Keeping the diary safe: passphrase, backups, export, erasing, phones."""
