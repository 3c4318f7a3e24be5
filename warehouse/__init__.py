"""Everything that knows DuckDB. It touches the warehouse folder alone, and imports nothing of transforms or flows.

`warehouse` below is the path of the symlink, data/warehouse/news.duckdb; the folder around it is ours. A run:

    with publish.lock(warehouse, run_id, wait=0.0):                  # BusyError says who holds it
        with publish.ledger(warehouse) as con:                       # what a run would start from, or None if nothing
            plan = ... load.known_sources(con) ...
        building = publish.begin(warehouse, run_id)                  # copies, resumes or creates; upgrades; NewerError
        con = building.con
        load.load_reference(con, {"places": frame, "indicators": frame, "corrections": frame})
        load.remove_files(con, gone)                                 # --prune
        for frames in batches:                                       # {table: catalogue.frame(table, columns)}
            load.load_batch(con, frames, run_id)                     # one transaction
        settle.settle(con)                                           # entities, slogan_members, checks across articles
        load.set_meta(con, {"lexicon": ..., "newsdb_version": ...})
        if load.changed(con):
            audit.audit(con, audit.Limits(...))                      # AuditError(problems)
            publish.publish(building, run)                           # the new generation is visible; appends the run
        else:
            publish.discard(building)
            publish.record_run(warehouse, run)                       # also after a failure

On any error: `publish.close(building)` keeps .building for the next run to resume (a crash does the same);
`publish.discard(building)` drops it (after AuditError).

`run` is a dict: run_id, started_at, finished_at (datetimes, UTC, naive), status (published|unchanged|failed), counts
{name: int}, rulesets {name: text}, parameters {name: text}, message.

How load_batch decides what goes: rows of the articles in frames["articles"] are replaced in every article table. Each
file in frames["sources"] that this run has not begun yet loses all its earlier rows first (a changed file may hold
fewer records); batches of one file may come in any order, the last to come brings status "done" and the totals.
Re-extraction from stored bodies sends frames without "sources".
"""
