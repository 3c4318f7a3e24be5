"""Prints docs/views.md."""

from warehouse.views import markdown

print(markdown(), end="")
