"""Checking: a 300-step script read, checked by all rules and compiled, beside what only parses its YAML."""

import gc
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import yaml

from benchmarks.long_script import long_script
from benchmarks.measure import Times, goal, line, ms, skipped, timed, times, title
from flows.connectors.catalogue import CATALOGUE
from scripts_dsl.loader import MappedLibrary, load_script
from scripts_dsl.source.reader import read

STEPS, ROUNDS = 301, 15
GOAL, GOAL_OF_COMMAND = 0.100, 0.400
ROOT = Path(__file__).parents[1]
CUECARD, SHIPPED = (sys.executable, "-m", "workspace.cli"), "flows/library/broadband_inbound.yaml"
IDLE = (sys.executable, "-c", "pass")


def check(text: str) -> None:
    """What `cuecard check` and the editor do with a script."""
    loaded = load_script(text, name="long_script", catalogue=CATALOGUE, library=MappedLibrary())
    if loaded.script is None or len(loaded.script.steps) != STEPS:
        raise AssertionError([problem.message() for problem in loaded.problems[:3]])


def cpu(work: Callable[[], object]) -> float:
    """Seconds of this process that the work took: what other processes do meanwhile counts less."""
    began = time.process_time()
    work()
    return time.process_time() - began


def walk(text: str) -> None:
    """What no reader on this parser can be faster than."""
    parser = yaml.CLoader(text)
    while parser.get_event() is not None:
        pass


def main() -> None:
    """Alternate ours and the C loader, then the slow peer."""
    text = long_script(STEPS)
    title(f"check: {STEPS} steps, {len(text.encode()) / 1024:.0f} KB of YAML")
    check(text)
    ours, reading, c_loader, events, used = [], [], [], [], []
    for _ in range(ROUNDS):
        gc.collect()
        ours.append(timed(lambda: check(text)))
        reading.append(timed(lambda: read(text)))
        c_loader.append(timed(lambda: yaml.load(text, Loader=yaml.CSafeLoader)))
        events.append(timed(lambda: walk(text)))
        used.append(cpu(lambda: check(text)))
    whole, alone, peer, bare = Times(ours), Times(reading), Times(c_loader), Times(events)
    line("read and all rules, p50", ms(whole.p50), f"p95 {ms(whole.p95)}")
    line("  CPU time, p50", ms(Times(used).p50), f"least {ms(min(used))}")
    line("  of it reading, with lines and columns", ms(alone.p50))
    line(
        "limit: the parser's events alone",
        ms(bare.p50),
        f"reading takes {alone.p50 / bare.p50:.1f} ×, with rules {whole.p50 / bare.p50:.1f} ×",
    )
    line("PyYAML C safe loader alone", ms(peer.p50), f"ours takes {whole.p50 / peer.p50:.1f} × (without any rule or place)")
    try:
        from ruamel.yaml import YAML
    except ImportError:
        skipped("ruamel.yaml")
    else:
        slow = times(lambda: YAML(typ="rt").load(text), 3)
        line("ruamel round-trip loader alone (keeps places)", ms(slow.p50), f"ours takes {whole.p50 / slow.p50:.2f} ×")
    began = times(lambda: subprocess.run([*CUECARD, "check", SHIPPED], cwd=ROOT, check=True, stdout=subprocess.DEVNULL), 5)
    line(
        "cuecard check FILE, from start to exit",
        ms(began.p50),
        "a Python that does nothing " + ms(times(lambda: subprocess.run(IDLE, check=True), 5).p50),
    )
    goal(f"cuecard check FILE ≤ {ms(GOAL_OF_COMMAND)}", met=began.p50 <= GOAL_OF_COMMAND, figure=ms(began.p50))
    goal(f"read and check ≤ {ms(GOAL)}", met=whole.p50 <= GOAL, figure=ms(whole.p50))


if __name__ == "__main__":
    main()
