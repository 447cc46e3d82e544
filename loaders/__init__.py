"""From files to records: one module a source format."""
