"""`make bench`: the whole ingest at three sizes, and the naive pipeline beside it in the same run."""

from __future__ import annotations

from bench import naive, pipeline


def main() -> None:
    """Print both, and how many times faster the ingest is."""
    fast = pipeline.main()
    slow = naive.rate(60)
    print(f"naive pipeline: {slow:.1f} articles per second; the ingest is {fast / slow:.0f} times as fast")


if __name__ == "__main__":
    main()
