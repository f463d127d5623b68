"""The diary on disk: SQL lives here and nowhere else."""
