"""The records, their vocabulary and the snapshot that every analysis reads."""
