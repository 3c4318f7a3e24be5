"""The tables of the warehouse, one module per subject; warehouse.catalogue puts them together."""
