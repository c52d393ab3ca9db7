"""Two hundred mistakes that people make, put into the shipped scripts: nearly all are told with the right code on the right line."""

import sys
from collections import Counter

from scripts_dsl.problem import Problem
from tests.unit.scripts_dsl.seeded_mistakes import KINDS, Mistake, mistakes
from tests.unit.scripts_dsl.test_library import SOURCES, loaded


def problems_of(mistake: Mistake) -> tuple[Problem, ...]:
    return loaded(mistake.script, mistake.source).problems


def is_found(mistake: Mistake, problems: tuple[Problem, ...]) -> bool:
    return any(each.code in mistake.codes and each.line in mistake.lines for each in problems)


def told(mistake: Mistake, problems: tuple[Problem, ...]) -> str:
    seen = ", ".join(f"{each.code}:{each.line}" for each in problems[:6]) or "nothing"
    return f"{mistake.kind}: {mistake.script} lines {sorted(mistake.lines)} wants {sorted(mistake.codes)}, saw {seen}"


def tried_and_missed(seed: int, each: int) -> tuple[list[Mistake], list[str]]:
    """The mistakes of a seed, and in words those that are not found."""
    tried = list(mistakes(SOURCES, seed=seed, each=each))
    return tried, [told(one, problems) for one in tried if not is_found(one, problems := problems_of(one))]


def test_nearly_every_mistake_is_told_where_it_is() -> None:
    tried, missed = tried_and_missed(seed=1, each=2)
    assert len(tried) >= 200
    assert len({each.kind for each in tried}) >= 60
    assert len(missed) <= 0.05 * len(tried), "\n".join(missed)


def test_a_mistake_is_told_in_few_words() -> None:
    counts = Counter[int]()
    for each in mistakes(SOURCES, seed=2, each=1):
        counts[min(len(problems_of(each)), 4)] += 1
    # a wrong name may be told where it stands and where it is missed, but one slip is no flood
    assert counts[4] <= 0.1 * counts.total(), counts


def test_every_kind_of_mistake_finds_a_place() -> None:
    assert {each.kind for each in mistakes(SOURCES, seed=3, each=1)} == KINDS.keys()


if __name__ == "__main__":
    mistakes_tried, misses = tried_and_missed(int(sys.argv[1]), 5)
    sys.stdout.write("\n".join([*misses, f"{len(misses)} of {len(mistakes_tried)} missed"]) + "\n")
