"""The command line. Every command imports what it needs when it runs, so that `read` and `extract` start at once."""

from __future__ import annotations

import atexit
import gc
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from types import FrameType
from typing import IO, Any

import click

from flows.settings import DEFAULT_WAREHOUSE, SEGMENTERS, Options, home, new_run_id, prefect_environment, utc_now

FORMATS = ("table", "csv", "json", "parquet")
EXPORTS = ("parquet", "csv", "xlsx")
TELL_REJECTS = 20  # more are only counted

warehouse_option = click.option(
    "--warehouse", default=DEFAULT_WAREHOUSE, envvar="NEWSDB_WAREHOUSE", show_default=True, show_envvar=True,
    type=click.Path(dir_okay=False), metavar="FILE", help="The warehouse.",
)  # fmt: skip
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="newsdb")
def main() -> None:
    """Chinese news reports in, a queryable DuckDB warehouse out.

    newsdb ingest reads data/raw into data/warehouse/news.duckdb; newsdb sql, search, show and open ask it.
    """
    sys.excepthook = _short_message


def _short_message(kind: type[BaseException], error: BaseException, at: Any) -> None:
    """One line that says what to do, for trouble that was foreseen; the traceback, for a bug of ours."""
    if kind.__module__.startswith(("flows", "transforms", "warehouse")) or issubclass(kind, OSError):
        click.echo(f"newsdb: {error}", err=True)
    else:
        sys.__excepthook__(kind, error, at)
    _let_go(error)


def _let_go(error: BaseException) -> None:
    """Nothing; no frame of the error holds a database any more, which DuckDB would complain of when python ends."""
    sys.last_value = sys.last_traceback = None
    told: BaseException | None = error
    while told is not None:
        traceback.clear_frames(told.__traceback__)
        told = told.__cause__ or told.__context__
    gc.collect()


def _print_json(value: Any, out: IO[bytes] | None = None) -> None:
    import orjson

    out = out or sys.stdout.buffer
    out.write(orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE, default=str))
    out.flush()


def _print_lines(lines: Iterable[dict[str, Any]]) -> None:
    out = sys.stdout.buffer
    for line in lines:
        _print_json(line, out)


def _lexicon(path: str | None) -> Any:
    from transforms.extract import lexicon

    return lexicon.parse(Path(path).read_text("utf-8-sig")) if path else None


@main.command()
@click.argument("paths", nargs=-1)
@warehouse_option
@click.option("--refresh", is_flag=True, help="Do again what older rules read or extracted.")
@click.option("--prune", is_flag=True, help="Remove articles whose raw file lay under PATHS and is gone.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Read no more than the first N records, to try out.")
@click.option(
    "--wait", type=click.FloatRange(0), default=0.0, metavar="S", help="Wait S seconds for another run to end."
)
@click.option("--segmenter", type=click.Choice(SEGMENTERS), help="Engine of the word segmentation; kept until changed.")
@click.option("--lexicon", metavar="FILE", help="Your own terms (TSV: term, kind); kept until changed, '' for none.")
@click.option("--workers", type=click.IntRange(1), metavar="N", help="Worker processes; default one per processor.")
@click.option("--text-column", metavar="NAME", help="Column or field that holds the text, where it is not guessed.")
@click.option("--max-reject-share", type=click.FloatRange(0, 1), default=0.5, show_default=True, metavar="X",
              help="Refuse to publish when more of at least 20 records are rejects.")  # fmt: skip
@json_option
def ingest(paths: tuple[str, ...], as_json: bool, **given: Any) -> None:
    """Read raw reports from PATHS (default data/raw) into the warehouse.

    PATHS are files, folders, globs or fsspec addresses. Only new and changed files are read.
    """
    from flows import report

    _refuse_missing(paths, prune=given["prune"])
    _lexicon(given["lexicon"])  # a bad line of it is told before anything starts
    options = Options(paths=paths, **given)
    row = _run_flow(options, quiet=as_json)
    if as_json:
        _print_json(report.as_json(row))
    elif sys.stdout.isatty():
        from rich.console import Console

        Console().print(report.table(row))
    else:
        click.echo(report.text(row))
    if not as_json and row["status"] in ("published", "unchanged"):
        click.echo(_what_next(options), err=True)


def _refuse_missing(paths: tuple[str, ...], *, prune: bool) -> None:
    """A mistyped path is told before Prefect starts; globs and addresses are looked up by the run itself."""
    if (missing := _missing(paths)) and not prune:
        raise click.UsageError(f"nothing at {', '.join(missing)}; with --prune its articles would be removed")


def _missing(paths: tuple[str, ...]) -> list[str]:
    """The paths that name nothing; globs and addresses are not looked up here."""
    return [path for path in paths if "://" not in path and not set(path) & set("*?[") and not Path(path).exists()]


def _run_flow(options: Options, *, quiet: bool) -> dict[str, Any]:
    """The run as a Prefect flow. The lock is taken first: a second run must not wait for Prefect to start."""
    from warehouse import publish

    place, run_id = home(options.warehouse), new_run_id(utc_now())
    with publish.lock(place.warehouse, run_id, wait=options.wait):
        os.environ.update(prefect_environment(place, os.environ))
        from flows.ingest import ingest as flow

        # Prefect hands the signal on when the flow has ended; by default it would kill us and leave its server behind.
        signal.signal(signal.SIGTERM, _terminated)
        row: dict[str, Any] = flow(options, run_id=run_id, quiet=quiet)
    return row


def _terminated(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)


def _what_next(options: Options) -> str:
    at = "" if options.warehouse == DEFAULT_WAREHOUSE else f" --warehouse {options.warehouse}"
    return (
        "\nTry next:\n"
        f'  newsdb sql{at} "SELECT kind, name, mention_count FROM entities ORDER BY 3 DESC LIMIT 10"\n'
        f"  newsdb search{at} 党建\n  newsdb status{at}\n  newsdb open{at}"
    )


@main.command()
@click.argument("files", nargs=-1, required=True)
@click.option("--text-column", metavar="NAME", help="Column or field that holds the text, where it is not guessed.")
def read(files: tuple[str, ...], text_column: str | None) -> None:
    """Print the articles in FILES as JSON lines; no database."""
    from flows import lines

    told = _Told()
    _print_lines(told.of(lines.read(files, text_column=text_column)))
    if missing := _missing(files):
        raise click.ClickException(f"nothing at {', '.join(missing)}")
    told.end("records")


@main.command()
@click.argument("file", type=click.File("rb"), default="-")
@click.option("--lexicon", type=click.Path(exists=True, dir_okay=False), metavar="FILE", help="Your own terms (TSV).")
def extract(file: IO[bytes], lexicon: str | None) -> None:
    """Print what is found in each text of FILE (default: standard input) as JSON lines; no database.

    A line in is {"id", "text", "title"?, "published"?, "site"?, "source"?}, or a line of newsdb read.
    """
    from flows import lines

    told = _Told()
    _print_lines(told.of(_at_ease(lines.extract_lines(file, _lexicon(lexicon)))))
    told.end("lines")


def _at_ease(made: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    """The same lines; the rules that the first has loaded are no garbage and are not looked through for any later."""
    for number, line in enumerate(made):
        if not number:
            gc.freeze()
            atexit.register(gc.unfreeze)  # else libraries report leaks when the process ends
        yield line


class _Told:
    """Counts lines, and tells on stderr of those that were rejected."""

    lines = rejects = 0

    def of(self, made: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
        """The same lines."""
        for line in made:
            self.lines += 1
            if "reject" in line:
                self.rejects += 1
                if self.rejects <= TELL_REJECTS:
                    where = f"line {line['line']}" if "line" in line else line["uri"]
                    click.echo(f"newsdb: {where}: {line['reject']}: {line['detail']}", err=True)
            yield line

    def end(self, what: str) -> None:
        """Nothing; how many were rejected is told, and when all were the command fails."""
        if self.rejects:
            click.echo(f"newsdb: {self.rejects} of {self.lines} {what} rejected", err=True)
        if self.rejects and self.rejects == self.lines:
            raise click.exceptions.Exit(1)


@main.command()
@warehouse_option
@json_option
def status(warehouse: str, as_json: bool) -> None:
    """Say in one screen whether the last run was good."""
    from flows import status as told

    found = told.gather(home(warehouse))
    _print_json(found) if as_json else click.echo(told.text(found))


@main.command()
@click.argument("query", required=False)
@click.option("-f", "--file", type=click.File("r", encoding="utf-8"), help="Read the query from a file.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
@warehouse_option
def sql(query: str | None, file: IO[str] | None, form: str, warehouse: str) -> None:
    """Ask the warehouse QUERY, read-only: SELECT alone, no other files. newsdb export writes answers to files."""
    from warehouse import query as ask

    if (query is None) == (file is None):
        raise click.UsageError("give either a QUERY or -f FILE")
    text = file.read() if file else str(query)
    with ask.close(ask.connect(Path(warehouse))) as con:
        ask.check_reads(con, text)
        ask.write(con, text, form, sys.stdout.buffer)


@main.command()
@click.argument("table", required=False)
@warehouse_option
@json_option
def schema(table: str | None, warehouse: str, as_json: bool) -> None:
    """List tables, views and macros, or the columns of TABLE."""
    from flows import ask

    _answer(ask.schema(Path(warehouse), table), as_json)


@main.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--place", metavar="NAME|CODE", help="Only articles about this place or what lies in it.")
@click.option("--source", metavar="NAME", help="Only articles of this source or site.")
@click.option(
    "--since", metavar="DAY", help="Only articles published on this day or later (2020, 2020-04, 2020-04-13)."
)
@click.option("--until", metavar="DAY", help="Only articles published on this day or earlier.")
@click.option("--limit", type=click.IntRange(1), default=10, show_default=True)
@warehouse_option
@json_option
def search(words: tuple[str, ...], warehouse: str, as_json: bool, **filters: Any) -> None:
    """List the articles that fit WORDS best; "quoted phrases" are taken as they stand."""
    from flows import ask

    found, hints = ask.search(Path(warehouse), " ".join(words), filters)
    _answer(found, as_json)
    for hint in hints:
        click.echo(f"newsdb: {hint}", err=True)


def _answer(answer: Any, as_json: bool) -> None:
    from warehouse import query

    click.echo((query.json_text if as_json else query.table_text)(answer), nl=False)


@main.command()
@click.argument("article")
@warehouse_option
@json_option
def show(article: str, warehouse: str, as_json: bool) -> None:
    """Show ARTICLE (an id or the beginning of one, or a uri) with every row, rule and evidence."""
    from flows import ask

    found = ask.article(Path(warehouse), article)
    _print_json(found) if as_json else click.echo(ask.article_text(found))


@main.command()
@click.argument("folder", type=click.Path(file_okay=False), metavar="DIR")
@click.option("--tables", metavar="NAME,NAME", help="Tables and views to write; default all tables.")
@click.option("--query", metavar="SQL", help="Write the answer to this query instead.")
@click.option("--to", "kind", type=click.Choice(EXPORTS), default="parquet", show_default=True)
@warehouse_option
def export(folder: str, tables: str | None, query: str | None, kind: str, warehouse: str) -> None:
    """Write tables or an answer to DIR, one file each."""
    from flows import ask

    if tables and query:
        raise click.UsageError("give either --tables or --query")
    names = [name.strip() for name in tables.split(",")] if tables else None
    for path, count in ask.export(Path(warehouse), Path(folder), kind, names=names, sql=query):
        click.echo(f"{path}: {count:,} rows")


@main.command()
@click.argument("article")
@click.argument("span", metavar="START-END")
@click.argument("field", metavar="TABLE[.COLUMN]")
@click.option("--right", is_flag=True, help="The row is right.")
@click.option("--wrong", is_flag=True, help="Nothing should be there.")
@click.option("--new", metavar="VALUE", help="What the column should say; '' for unknown.")
@click.option("--old", metavar="VALUE", help="What it says now, where several rows stand at one place.")
@click.option("--who", default=lambda: os.environ.get("USER", ""), help="Who says so.")
@warehouse_option
def correct(warehouse: str, **given: Any) -> None:
    """Say that a row of ARTICLE is right, wrong or should be otherwise; the next ingest applies it.

    START-END are its start_char and end_char (0-0 for columns of articles), TABLE.COLUMN such as metrics.value.
    """
    from flows import ask

    if sum([given["right"], given["wrong"], given["new"] is not None]) != 1:
        raise click.UsageError("give one of --right, --wrong and --new VALUE")
    click.echo(ask.correct(home(warehouse), given))


@main.command()
@click.argument("run", required=False)
@warehouse_option
def restore(run: str | None, warehouse: str) -> None:
    """Go back to the generation of RUN, or to the one before the current."""
    from warehouse import publish

    place = home(warehouse)
    with publish.lock(place.warehouse, "restore"):
        click.echo(f"readers now see the generation of run {_found(lambda: publish.restore(place.warehouse, run))}")


def _found(call: Callable[[], str]) -> str:
    try:
        return call()
    except LookupError as error:
        raise click.ClickException(str(error.args[0])) from error


@main.command()
@click.argument("what", metavar="ID|URI")
@click.option("--yes", is_flag=True, help="Do not ask.")
@warehouse_option
def forget(what: str, yes: bool, warehouse: str) -> None:
    """Remove an article, or all of a raw file, from every kept generation, and never load it again."""
    from flows import keep

    place = home(warehouse)
    named = keep.to_forget(place, what)
    for article, uri, title in named.articles:
        click.echo(f"{article}  {uri}  {title or ''}")
    if not yes:
        click.confirm(f"Remove {len(named.articles)} article(s) for good?", abort=True)
    click.echo(keep.forget(place, named))


@main.command()
@click.option("--cron", default="30 2 * * *", show_default=True, help="When to run, in Asia/Shanghai.")
@click.argument("paths", nargs=-1)
@click.option("--refresh", is_flag=True, help="Do again what older rules read or extracted.")
@click.option("--prune", is_flag=True, help="Remove articles whose raw file is gone.")
@warehouse_option
def serve(cron: str, paths: tuple[str, ...], warehouse: str, **given: Any) -> None:
    """Run the ingest every night until stopped."""
    place = home(warehouse)
    os.environ.update(prefect_environment(place, os.environ))
    from flows import serve as nightly

    absolute = tuple(path if "://" in path else str(Path(path).absolute()) for path in paths)
    nightly.serve(Options(paths=absolute, warehouse=str(place.warehouse), **given), cron)


@main.command("open")
@click.option("--port", type=click.IntRange(1, 65535), default=8317, show_default=True)
@click.option("--browser/--no-browser", default=True, help="Open the page in a browser.")
@warehouse_option
def open_page(port: int, browser: bool, warehouse: str) -> None:
    """Open the warehouse as a page in the browser (loopback only)."""
    from flows import corrections, report
    from warehouse import query
    from web import app

    place = home(warehouse)
    query.generation(place.warehouse)
    app.check_port(port)

    def save(given: app.Correction) -> str | None:
        today = date.today().isoformat()
        line = given.model_dump() | {
            "old": given.old or None,
            "new": given.new.strip() or None,
            "who": given.who or None,
        }
        made = corrections.Correction(**line, corrected_on=today)
        misfit = made.misfit()
        if misfit is None:
            corrections.append(place.corrections, made)
        return report.why(misfit.reason, misfit.detail) if misfit else None

    click.echo(f"http://127.0.0.1:{port}/  (Ctrl+C stops)")
    app.serve(place.warehouse, save, port=port, browser=browser)
