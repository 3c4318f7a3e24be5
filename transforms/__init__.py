"""Pure functions: text in, spans and rows out."""
