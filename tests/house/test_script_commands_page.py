"""What docs/script-commands.md says of the commands for scripts is so: options, exit codes, defaults, and the catalogue it shows."""

import re
from pathlib import Path

import pytest

from flows.connectors.catalogue import CATALOGUE
from flows.simulation.agent import HANDLING, SECONDS_A_FIELD, SECONDS_OF_ACTION
from flows.simulation.plan import Rates
from scripts_dsl.catalogue.text import load_catalogue
from scripts_dsl.speech import SIGNS_A_MINUTE, WORDS_A_MINUTE
from workspace.cli_commands import COMMANDS

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "script-commands.md").read_text(encoding="utf-8")
CHINESE = (DOCS / "zh" / "script-commands.md").read_text(encoding="utf-8")
both_pages = pytest.mark.parametrize("page", [PAGE, CHINESE], ids=["en", "zh"])


@both_pages
def test_the_catalogue_that_it_shows_has_no_problem(page: str) -> None:
    example = re.search(r"```yaml catalogue.yaml\n(.*?)```", page, re.S)
    assert example is not None
    found, problems = load_catalogue(example[1], CATALOGUE)
    assert problems == ()
    assert found is not None
    assert {"erp.get_invoice", "erp.write_off"} <= found.actions.keys()


@both_pages
def test_its_options_are_those_of_the_commands(page: str) -> None:
    for line in re.findall(r"^\$ cuecard (.*)$", page, re.M):
        command = next(each for each in COMMANDS if each.words == line.split()[0])
        known = {name for argument in command.arguments for name in argument.names}
        assert set(re.findall(r"--[a-z-]+", line)) <= known
    said = set(re.findall(r"--[a-z-]+", page.partition("## simulate")[2]))
    simulate = next(each for each in COMMANDS if each.words == "simulate")
    assert said | {"--lang"} == {name for argument in simulate.arguments for name in argument.names if name.startswith("--")}


def test_its_numbers_are_those_of_the_code() -> None:
    rates = Rates()
    assert f"--failures {rates.failures}" in PAGE
    assert f"--hang-ups {rates.hang_ups}" in PAGE
    assert f"another exit at {rates.exits}," in PAGE
    assert f"--objections {rates.objections}" in PAGE
    assert f"{WORDS_A_MINUTE} English words or {SIGNS_A_MINUTE} Chinese signs" in PAGE
    handling = f"{HANDLING['ask']:g} for an answer, {SECONDS_A_FIELD:g} a\n  field, {HANDLING['offer']:g} for an offer"
    assert handling in PAGE
    assert f"{SECONDS_OF_ACTION:g} for a system, {HANDLING['wrapup']:g} for the wrap-up" in PAGE
    defaults = {
        name: argument.options.get("default")
        for each in COMMANDS
        if each.words == "simulate"
        for argument in each.arguments
        for name in argument.names
    }
    assert (defaults["--failures"], defaults["--hang-ups"], defaults["--objections"]) == (rates.failures, rates.hang_ups, rates.objections)
    assert f"({defaults['--n']})" in PAGE


def test_both_pages_name_the_same_numbers() -> None:
    english, chinese = (sorted(set(re.findall(r"\b(?:0\.\d+|150|240|1000)\b", page))) for page in (PAGE, CHINESE))
    assert english == chinese
