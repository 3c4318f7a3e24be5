"""Quantities, dates, entities and metrics of one body."""
