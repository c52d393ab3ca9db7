"""The pages about script problems are what the checker says today, one section for each rule."""

import re

import pytest

from scripts_dsl.rules.advice import ADVICE
from scripts_dsl.rules.table import RULES
from workspace.reference import problems_page
from workspace.reference.problem_examples import EXAMPLES, SCRIPT, SUBSCRIPT, Example


@pytest.mark.parametrize("language", problems_page.PAGES)
def test_the_page_is_the_one_that_make_docs_writes(language: str) -> None:
    assert problems_page.PAGES[language].read_text(encoding="utf-8") == problems_page.page(language), "run `make docs`"


@pytest.mark.parametrize("language", problems_page.PAGES)
def test_every_rule_has_its_section(language: str) -> None:
    sections = re.findall(r"^### (\w+)$", problems_page.page(language), re.M)
    assert sorted(sections) == sorted(RULES)


def test_every_rule_has_one_example_and_advice() -> None:
    assert sorted(example.code for example in EXAMPLES) == sorted(RULES)
    assert set(ADVICE) == set(RULES)


def test_the_script_of_the_examples_is_good() -> None:
    assert problems_page.checked(SCRIPT, SUBSCRIPT)[1] == ()


@pytest.mark.parametrize("example", EXAMPLES, ids=[example.code for example in EXAMPLES])
def test_one_click_takes_the_problem_away(example: Example) -> None:
    found = problems_page.find(example)
    if found.problem.fix is None or example.where != "script":
        return
    mended = found.problem.fix.applied_to(found.text)
    assert example.code not in [problem.code for problem in problems_page.checked(mended, SUBSCRIPT)[1]]
