"""`python -m benchmarks [NAME ...]`: run all benchmarks or the named ones, each in a process of its own."""

import argparse
import subprocess
import sys
from pathlib import Path

NAMES = ("check", "rank", "pop", "step", "claim", "board", "imports", "knowledge", "studio", "studio_page", "sockets")


def main() -> int:
    """Run them one after the other, so that none measures another's noise."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure what docs/benchmarks.md lists.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(NAMES)} (default: all)")
    wanted = parser.parse_args().names or NAMES
    if unknown := [name for name in wanted if name not in NAMES]:
        parser.error(f"there is no benchmark called {', '.join(unknown)}")
    # A process each: caches, allocator and garbage collector of one must not colour the next.
    ended = [subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], cwd=Path(__file__).parents[1], check=False) for name in wanted]
    return max(each.returncode for each in ended)


if __name__ == "__main__":
    sys.exit(main())
