"""Foreign tables to ours, as a mapping file says."""
