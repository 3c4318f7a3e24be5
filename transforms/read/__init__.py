"""Bytes to text to records."""
