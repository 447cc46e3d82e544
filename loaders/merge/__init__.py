"""Rows that are one record, and the parts of a table put together."""
