"""What a person wrote down: entries, logical days, the timeline, readers of other apps' exports."""
