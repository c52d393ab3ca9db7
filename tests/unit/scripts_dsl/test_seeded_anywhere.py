"""Two hundred mistakes that people make, put into the shipped scripts: nearly all are told with the right code on the right line."""

import sys
from collections import Counter
from functools import cache

from scripts_dsl.problem import Problem
from tests.unit.scripts_dsl.seeded_mistakes import Mistake, mistakes
from tests.unit.scripts_dsl.seeded_ways import KINDS
from tests.unit.scripts_dsl.test_library import SOURCES, loaded


def problems_of(mistake: Mistake) -> tuple[Problem, ...]:
    return loaded(mistake.script, mistake.source).problems


def is_found(mistake: Mistake, problems: tuple[Problem, ...]) -> bool:
    return any(each.code in mistake.codes and each.line in mistake.lines for each in problems)


def told(mistake: Mistake, problems: tuple[Problem, ...]) -> str:
    seen = ", ".join(f"{each.code}:{each.line}" for each in problems[:6]) or "nothing"
    return f"{mistake.kind}: {mistake.script} lines {sorted(mistake.lines)} wants {sorted(mistake.codes)}, saw {seen}"


@cache
def tried(seed: int, each: int) -> list[tuple[Mistake, tuple[Problem, ...]]]:
    """The mistakes of a seed, and the problems that each gives."""
    return [(one, problems_of(one)) for one in mistakes(SOURCES, seed=seed, each=each)]


def missed(seed: int, each: int) -> list[str]:
    """In words those that are not found."""
    return [told(one, problems) for one, problems in tried(seed=seed, each=each) if not is_found(one, problems)]


def test_every_kind_of_mistake_finds_a_place() -> None:
    assert {one.kind for one, _ in tried(seed=1, each=2)} == KINDS.keys()


def test_nearly_every_mistake_is_told_where_it_is() -> None:
    assert len(KINDS) >= 60
    assert len(tried(seed=1, each=2)) >= 200
    assert len(missed(seed=1, each=2)) <= 0.05 * len(tried(seed=1, each=2)), "\n".join(missed(seed=1, each=2))


def test_a_mistake_is_told_in_few_words() -> None:
    counts = Counter(min(len(problems), 4) for _, problems in tried(seed=1, each=2))
    # a wrong name may be told where it stands and where it is missed, but one slip is no flood
    assert counts[4] <= 0.1 * counts.total(), counts


if __name__ == "__main__":
    misses = missed(int(sys.argv[1]), 5)
    sys.stdout.write("\n".join([*misses, f"{len(misses)} of {len(tried(seed=int(sys.argv[1]), each=5))} missed"]) + "\n")
