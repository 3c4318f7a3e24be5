"""What each town says it invested, by year: run after `make run` with `.venv/bin/python examples/compare_towns.py`."""

import newsdb

con = newsdb.connect()
facts = con.sql("""
    SELECT place, period, quote, value
    FROM series
    WHERE indicator_id IN ('investment', 'investment_done') AND measure = 'level' AND base_unit = 'CNY'
""").df()
print(facts.pivot_table(index="place", columns="period", values="value", aggfunc="max").to_string())
