"""`cuecard simulate` reads customers and history from files, names bad rows, and tells what it counted as text or JSON."""

import json
from pathlib import Path
from typing import Any

import pytest

from scripts_dsl.script import AGAIN
from workspace.cli import main
from workspace.scripts.files import LIBRARY, TEST_FILES

SHIPPED = str(LIBRARY / "broadband_inbound.yaml")
TELCO = LIBRARY / "data" / "telco_churn" / "telco_customers.csv.gz"
SCRIPTS = [path for each in ("", "lib") for path in sorted((LIBRARY / each).glob("*.yaml")) if not path.name.endswith(TEST_FILES)]
NOW = ("--now", "2026-11-22T10:00")
CUSTOMERS = """\
account,surname,title,name,language,tier,products,monthly,zone,colour
1,王,先生,王宇,zh,gold,fibre;phone,99 CNY,Asia/Shanghai,red
2,Taylor,Ms.,Brandy Taylor,en,standard,dsl,,America/New_York,blue
"""
SCRIPT = """\
script: ask_once
spec: 1
title: {en: Ask once}
languages: [en]
channel: inbound
start: tier
vars:
  customer: crm.customer
steps:
  tier:
    branch:
      - when: customer.tier == "gold" and contains(customer.products, "fibre")
        next: hello
      - else: which
  hello: {say: {en: "Hello ${customer.salutation}"}, next: which}
  which: {ask: {en: Which one is it}, answers: {yes: wrap, no: wrap}}
  wrap:
    wrapup: {dispositions: [sold, info_only]}
exits:
  hung_up: {next: wrap}
"""


@pytest.fixture
def script(tmp_path: Path) -> str:
    """A small script that asks one question."""
    path = tmp_path / "ask_once.yaml"
    path.write_text(SCRIPT)
    return str(path)


@pytest.fixture
def customers(tmp_path: Path) -> Path:
    """A list of two customers, its columns named like the customer's fields."""
    path = tmp_path / "customers.csv"
    path.write_text(CUSTOMERS)
    return path


def counted(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, object]:
    """What a simulation counted."""
    assert main(["simulate", *words, *NOW, "--format", "json"]) == 0
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def test_a_plain_list_gives_the_customers(script: str, customers: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = counted(capsys, script, "--customers", str(customers), "--n", "10", "--hang-ups", "0")
    steps = {each["step"]: each["count"] for each in found["steps"]}  # type: ignore[attr-defined]
    # the two customers call in turn, and one of them is gold
    assert steps == {"tier": 10, "hello": 5, "which": 10, "wrap": 10}


def test_the_shipped_list_comes_with_its_mapping(capsys: pytest.CaptureFixture[str]) -> None:
    found = counted(capsys, SHIPPED, "--customers", str(TELCO), "--n", "60")
    assert found["calls"] == 60
    assert {"fibre_1000m", "cloud_disk"} & found["offers"].keys()  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_every_shipped_script_adds_up(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found: Any = counted(capsys, str(path), "--customers", str(TELCO), "--n", "40", "--failures", "0.2", "--objections", "0.3")
    assert sum(found["ends"].values()) == found["calls"] == 40
    for step in found["steps"]:
        on = sum(way["count"] for way in found["ways"] if way["step"] == step["step"] and way["to"] != AGAIN)
        assert step["count"] == on + sum(step["left"].values()), step
        assert "stuck" not in step["left"], step
    assert "stopped" not in found["ends"], found["limits"]


def test_the_same_seed_gives_the_same_counts(capsys: pytest.CaptureFixture[str]) -> None:
    first, again, other = (counted(capsys, SHIPPED, "--customers", str(TELCO), "--n", "40", "--seed", seed) for seed in ("7", "7", "8"))
    assert first == again
    assert first["ways"] != other["ways"]


def test_a_bad_row_is_named_and_left_out(script: str, customers: Path, capsys: pytest.CaptureFixture[str]) -> None:
    customers.write_text(CUSTOMERS.replace("en,standard", "en,wooden") + "3,too,few\n")
    assert main(["simulate", script, "--customers", str(customers), "--n", "10", *NOW, "--hang-ups", "0", "--format", "json"]) == 0
    said = capsys.readouterr()
    assert said.err.splitlines() == [
        f"{customers}:3: tier is no enum(standard, silver, gold, platinum) (wooden); the row is left out",
        f"{customers}:4: the row has another number of columns; the row is left out",
    ]
    assert {each["step"]: each["count"] for each in json.loads(said.out)["steps"]}["hello"] == 10


def test_history_decides_how_often_an_answer_is_given(script: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    history = tmp_path / "history.csv"
    history.write_text("step,way,count\nwhich,no,5\n")
    found = counted(capsys, script, "--n", "50", "--history", str(history), "--hang-ups", "0")
    taken = {each["way"]: each["count"] for each in found["ways"] if each["step"] == "which"}  # type: ignore[attr-defined]
    assert taken == {"yes": 0, "no": 50}


def test_a_simulation_is_a_history_itself(script: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = counted(capsys, script, "--n", "50")
    history = tmp_path / "history.json"
    history.write_text(json.dumps(first))
    assert counted(capsys, script, "--n", "50", "--history", str(history))["calls"] == 50


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("history.csv", "step,path,count\n", "history.csv:1: the header has no column way"),
        ("history.csv", "step,way,count\nwhich,no,many\n", "history.csv:2: needs step, way, count, the last one a number"),
        ("history.csv", "step,way,count\nwhich,no,-1\n", "history.csv:2: -1 is no count"),
        ("history.json", "{", "history.json: is no JSON"),
        ("history.json", "[1]", "history.json: is no list of objects"),
        ("history.json", '[{"step": "which"}]', "history.json: entry 1: needs step, way, count"),
    ],
)
def test_what_is_no_history_is_refused(
    script: str, tmp_path: Path, name: str, text: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_text(text)
    assert main(["simulate", script, "--history", str(tmp_path / name)]) == 2
    assert said in capsys.readouterr().err


def test_a_history_of_what_was_renamed_is_told(script: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "history.csv").write_text("step,way,count\nwhihc,no,5\n")
    assert main(["simulate", script, "--n", "2", "--history", str(tmp_path / "history.csv")]) == 0
    assert "the script has no way no on from whihc" in capsys.readouterr().err


def test_text_names_every_step_with_its_share(script: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", script, "--n", "100", *NOW, "--hang-ups", "0"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "ask_once: 100 calls, seed 1"
    assert any(line.split() == ["which", "(ask)", "100", "100.0%"] for line in lines)
    assert "never reached: hello" in lines
    assert any("`customer.tier" in line and "unknown in 100 cases" in line for line in lines)


def test_text_comes_in_chinese(script: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", script, "--n", "3", "--lang", "zh"]) == 0
    said = capsys.readouterr().out
    assert "从未到达: hello" in said
    assert "到结束的秒数" in said


def test_a_script_with_errors_tells_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text(SCRIPT.replace("next: hello", "next: hullo"))
    assert main(["simulate", str(path)]) == 1
    assert capsys.readouterr().out.startswith(f"{path}:13:15: E S020 ")


def test_files_that_cannot_be_read_end_with_two(script: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing = str(tmp_path / "nothing.csv")
    for words in ([missing], [script, "--customers", missing], [script, "--history", missing]):
        assert main(["simulate", *words]) == 2
        assert "nothing.csv" in capsys.readouterr().err


def test_a_list_without_customers_ends_with_two(script: str, customers: Path, capsys: pytest.CaptureFixture[str]) -> None:
    customers.write_text(CUSTOMERS.splitlines()[0] + "\n")
    assert main(["simulate", script, "--customers", str(customers)]) == 2
    assert capsys.readouterr().err == f"{customers}: no customer in it\n"


@pytest.mark.parametrize("words", [["--n", "0"], ["--failures", "2"], ["--now", "noon"]])
def test_a_wrong_number_is_not_understood(script: str, words: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["simulate", script, *words])
    assert ended.value.code == 2
