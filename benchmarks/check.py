"""Checking: a 300-step script read, checked by all rules and compiled, beside what only parses its YAML."""

import gc

import yaml

from benchmarks.long_script import long_script
from benchmarks.measure import Times, goal, line, ms, skipped, timed, times, title
from flows.catalogue import CATALOGUE
from scripts_dsl.loader import MappedLibrary, load_script
from scripts_dsl.reader import read

STEPS, ROUNDS = 301, 15
GOAL = 0.100


def check(text: str) -> None:
    """What `cuecard check` and the editor do with a script."""
    loaded = load_script(text, name="long_script", catalogue=CATALOGUE, library=MappedLibrary())
    if loaded.script is None or len(loaded.script.steps) != STEPS:
        raise AssertionError([problem.message() for problem in loaded.problems[:3]])


def main() -> None:
    """Alternate ours and the C loader, then the slow peer."""
    text = long_script(STEPS)
    title(f"check: {STEPS} steps, {len(text.encode()) / 1024:.0f} KB of YAML")
    check(text)
    ours, reading, c_loader = [], [], []
    for _ in range(ROUNDS):
        gc.collect()
        ours.append(timed(lambda: check(text)))
        reading.append(timed(lambda: read(text)))
        c_loader.append(timed(lambda: yaml.load(text, Loader=yaml.CSafeLoader)))
    whole, alone, peer = Times(ours), Times(reading), Times(c_loader)
    line("read and all rules, p50", ms(whole.p50), f"p95 {ms(whole.p95)}")
    line("  of it reading, with lines and columns", ms(alone.p50))
    line("PyYAML C safe loader alone", ms(peer.p50), f"ours takes {whole.p50 / peer.p50:.1f} × (without any rule or place)")
    try:
        from ruamel.yaml import YAML
    except ImportError:
        skipped("ruamel.yaml")
    else:
        slow = times(lambda: YAML(typ="rt").load(text), 3)
        line("ruamel round-trip loader alone (keeps places)", ms(slow.p50), f"ours takes {whole.p50 / slow.p50:.2f} ×")
    goal(f"read and check ≤ {ms(GOAL)}", met=whole.p50 <= GOAL, figure=ms(whole.p50))


if __name__ == "__main__":
    main()
