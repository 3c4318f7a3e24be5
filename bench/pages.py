"""Pages a second on one core, from bytes to articles: decoding, parsing, header, body.

    python -m bench.pages [--passes 5]

Reads the evaluation pages; processor time of the best pass after one to warm up.
"""

from __future__ import annotations

import argparse
import sys
import time

from bench import shared
from transforms.model import Record, RejectError
from transforms.page import parse
from transforms.read.decode import decode


def main() -> int:
    """0 after printing the figure; 0 with a word when there are no pages."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passes", type=int, default=5)
    folder = shared()
    if folder is None:
        print("no evaluation folder: set NEWSDB_SHARED")
        return 0
    pages = [path.read_bytes() for path in sorted((folder / "eval" / "pages").glob("*.html"))]
    read(pages)
    best = min(read(pages) for _ in range(parser.parse_args().passes))
    megabytes = sum(map(len, pages)) / best / 1e6
    print(f"{len(pages) / best:.0f} pages/s, {megabytes:.1f} MB/s, {1000 * best / len(pages):.2f} ms a page")
    return 0


def read(pages: list[bytes]) -> float:
    """Seconds of processor time to read the pages."""
    started = time.process_time()
    for data in pages:
        one(data)
    return time.process_time() - started


def one(data: bytes) -> None:
    """Reads one page; a refusal counts as read."""
    try:
        parse(Record("html", decode(data)[0]))
    except RejectError:
        return


if __name__ == "__main__":
    sys.exit(main())
