"""Files as they are opened, written and kept for a while: plainly, whole, for their owner alone."""
