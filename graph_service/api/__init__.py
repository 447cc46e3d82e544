"""The service: use cases over HTTP, for other systems."""
