"""Every benchmark in turn: `make bench`, or one by name: `make bench ARGS=pipeline`."""

from __future__ import annotations

import subprocess
import sys

NAMES = ("quantities", "extract", "pages", "pipeline", "naive", "search", "incremental")


def main() -> int:
    """0 when every chosen benchmark ran."""
    chosen = [name for name in sys.argv[1:] if name in NAMES] or list(NAMES)
    failed = 0
    for name in chosen:
        print(f"== {name}", flush=True)
        failed |= subprocess.run([sys.executable, "-m", f"bench.{name}"]).returncode
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
