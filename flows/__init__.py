"""Prefect and the command line: the only code that schedules, opens raw files or fetches."""
