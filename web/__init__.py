"""The page of `newsdb open`; reads through warehouse.query only."""
