"""The reader: what it refuses and where, what it keeps as written, and that nothing makes it raise."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts_dsl.source.nodes import ListNode, MapNode, Place, TextNode
from scripts_dsl.source.reader import read

REFUSED = [
    ("a bracket on a bracket", "a: " + "[" * 30, "Y001", 1, 27),
    ("a hundred thousand brackets", "[" * 100_000, "Y001", 1, 25),
    ("a hundred thousand braces", "{" * 100_000, "Y001", 1, 25),
    ("lists in lists in lists", "- " * 100, "Y001", 1, 49),
    ("too many values", "a:\n" + "- [x,y,z]\n" * 1_999 + "b:\n" + ("- {" + "x: [" + "y," * 1_900 + "]}\n") * 23, "Y001", 2_024, 268),
    ("too many entries", "a: [" + "x," * 2_001 + "]", "Y001", 1, 4_005),
    ("bytes that are no text", b"a: b\nc: \xff", "Y002", 2, 4),
    ("a NUL", "a: \x00", "Y002", 1, 4),
    ("a lone surrogate", "a: \ud800", "Y002", 1, 4),
    ("a second document", "a: b\n---\nc: d", "Y002", 2, 1),
    ("a list instead of keys", "- a\n- b\n", "Y002", 1, 1),
    ("nothing at all", "", "Y002", 1, 1),
    ("a quote never closed", 'a: "b\nc: d\n', "Y002", 1, 4),
    ("a brace never closed", "a: {b: c\nd: e\n", "Y002", 1, 4),
    ("an anchor", "a: &x b\n", "Y003", 1, 4),
    ("an alias", "b: *x\n", "Y003", 1, 4),
    ("a merge key", "a:\n  <<: {b: c}\n", "Y003", 2, 3),
    ("a tag", "a: !!int 3\n", "Y004", 1, 4),
    ("a condition with an exclamation mark", "when: !vip\n", "Y004", 1, 7),
    ("a tab", "a:\n\tb: c\n", "Y005", 2, 1),
    ("full-width spaces", "a:\n  b: c\n\u3000\u3000d: e\n", "Y005", 3, 1),
    ("a no-break space", "a:\n\u00a0 b: c\n", "Y005", 2, 1),
    ("a zero-width space in a key", "a\u200bb: c\n", "Y005", 1, 1),
    ("three spaces among four", "a:\n    b: c\n   d: e\n", "Y006", 3, 4),
    ("five spaces among four", "a:\n    b: c\n     d: e\n", "Y006", 3, 6),
    ("a first line with one space less than all that follow", "a:\n   b: c\n    d: e\n    f: g\n", "Y006", 2, 4),
    ("a first line with an odd number of spaces", "a:\n   b: c\n    d: e\ng: h\n", "Y006", 2, 4),
    ("a colon in plain text", "en: Hello: there\n", "Y007", 1, 10),
    ("a condition in quotes at its beginning only", 'when: "slow" == pain\n', "Y008", 1, 7),
    ("a condition with a list first", "when: [1] == x\n", "Y008", 1, 7),
    ("a key twice", "a: 1\nb: 2\na: 3\n", "Y010", 3, 1),
    ("an open slot in braces", "with: {account: ${customer.account}}\n", "Y012", 1, 17),
    ("a bracket in braces", 'a: {when: x in ["y"], next: b}\n', "Y012", 1, 16),
    ("a colon in braces", "a: {zh: 费用: 10元}\n", "Y012", 1, 11),
    ("text cut by a comment in braces", "a: {zh: 拨打 #123 转人工, en: Call}\nb: c\n", "Y009", 1, 9),
    ("a full-width colon", "a:\n  say：\n    zh: x\n", "Y013", 2, 6),
    ("a full-width comma behind a brace", "a: {b: {c: d}，e: f}\n", "Y013", 1, 14),
    ("a full-width comma before a key", "a: {zh: 您好，en: Hello}\n", "Y013", 1, 11),
    ("a full-width comma between names", "a: [sold，cut_off]\n", "Y013", 1, 9),
    ("a full-width colon in braces", "a: {label：{en: Hello}}\n", "Y013", 1, 10),
    ("text that begins with a dash", "en: - Hello\n", "Y008", 1, 5),
    ("a dash without a space", "a:\n  - b\n  -c\n", "Y013", 3, 3),
]


@pytest.mark.parametrize(("source", "code", "line", "column"), [each[1:] for each in REFUSED], ids=[each[0] for each in REFUSED])
def test_refuses_with_the_place(source: str | bytes, code: str, line: int, column: int) -> None:
    problems = read(source).problems
    assert (code, line, column) in [(each.code, each.line, each.column) for each in problems], problems


def test_says_everything_in_both_languages() -> None:
    for _, source, *_ in REFUSED:
        for problem in read(source).problems:
            assert set(problem.messages) == {"en", "zh"}
            assert any("\u4e00" <= sign <= "\u9fff" for sign in problem.message("zh"))


@pytest.mark.parametrize(
    ("source", "mended"),
    [
        ("en: Hello: there\n", 'en: "Hello: there"\n'),
        ('when: "slow" == pain\n', "when: '\"slow\" == pain'\n"),
        ("a: {account: ${b.c}, d: e}\n", 'a: {account: "${b.c}", d: e}\n'),
        ("a: {account: ${b.c}}\n", 'a: {account: "${b.c}"}\n'),
        ("a:\n  say：x\n", "a:\n  say: x\n"),
        ("a:\n\tb: c\n", "a:\n  b: c\n"),
        ("a: {b: {c: d}，e: f}\n", "a: {b: {c: d}, e: f}\n"),
        ("a: {zh: 您好，en: Hello}\n", "a: {zh: 您好, en: Hello}\n"),
        ("a: [sold，cut_off]\n", "a: [sold, cut_off]\n"),
        ("a: {label：{en: Hello}}\n", "a: {label: {en: Hello}}\n"),
        ("en: - Hello\n", "en: '- Hello'\n"),
        ("a:\n    b: c\n   d: e\n", "a:\n    b: c\n    d: e\n"),
        ("a:\n   b: c\n    d: e\n", "a:\n    b: c\n    d: e\n"),
        ("a: {when: !vip, next: b}\n", "a: {when: not vip, next: b}\n"),
        ("a: {when: !visits(b) > 0, next: b}\n", "a: {when: not visits(b) > 0, next: b}\n"),
        ("a:\n  - b\n  -c\n", "a:\n  - b\n  - c\n"),
    ],
)
def test_one_click_mends_what_it_found(source: str, mended: str) -> None:
    fix = next(problem.fix for problem in read(source).problems if problem.fix)
    assert fix.applied_to(source) == mended
    assert read(mended).problems == ()


@pytest.mark.parametrize(
    "source",
    [
        "a: >\n  　　首行缩进两格\n  下一行\n",
        "a: |\n  say：引用\n  -c\n",
        'a: "one\n\n    say：two"\n',
        "a: b # say：注释\n",
        "a: 时间12:30\n",
        "a: {b: bss.plan?, c: 好吗?}\n",
        "a: b\r\nc: d\r\n",
        "\ufeffa: b\n",
    ],
)
def test_leaves_alone_what_is_fine(source: str) -> None:
    assert read(source).problems == ()


def test_gives_no_scalar_a_type() -> None:
    root = read("a: no\nb: 0755\nc: 12:30\nd: 1e3\ne: ~\nno: yes\n").root
    assert root is not None
    assert {entry.key.text: entry.value.text for entry in root if isinstance(entry.value, TextNode)} == {
        "a": "no",
        "b": "0755",
        "c": "12:30",
        "d": "1e3",
        "e": "~",
        "no": "yes",
    }


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("a: 您好，\n  请问您\n", "您好，请问您"),
        ("a: >-\n  您好，\n  请问\n", "您好，请问"),
        ('a: "您好，\n  请问"\n', "您好，请问"),
        ("a: Hello\n  there\n", "Hello there"),
        ("a: >-\n  一 二\n  three four\n  five\n", "一 二three four five"),
        ("a: |-\n  一\n  二\n", "一\n二"),
    ],
)
def test_joins_folded_chinese_lines_without_a_space(source: str, text: str) -> None:
    root = read(source).root
    assert root is not None
    node = root.get("a")
    assert isinstance(node, TextNode)
    assert node.text == text


def test_knows_where_every_key_and_value_stands() -> None:
    source = "开头: 一\nb:\n  - {c: \"d'e\", f: 'g''h'}\n"
    document = read(source)
    assert document.root is not None

    def walk(node: object) -> None:
        if isinstance(node, TextNode):
            raw = source[node.at.start : node.at.end]
            assert raw.strip("\"'").replace("''", "'") == node.text
            assert document.source.at(node.at.start, node.at.end) == node.at
        elif isinstance(node, MapNode):
            for entry in node:
                walk(entry.key)
                walk(entry.value)
        elif isinstance(node, ListNode):
            for item in node:
                walk(item)

    walk(document.root)


def test_finds_places_inside_quotes_escapes_and_folds() -> None:
    document = read("a: 'it''s ${x}'\nb: >\n  one\n  ${y} two\n")
    assert document.root is not None
    for key, sign in (("a", "${x}"), ("b", "${y}")):
        node = document.root.get(key)
        assert isinstance(node, TextNode)
        start = node.text.index(sign)
        at = Place(document.source, node)(start, start + len(sign))
        assert document.source.text[at.start : at.end] == sign


@given(st.binary(max_size=400))
def test_bytes_never_crash_it(raw: bytes) -> None:
    document = read(raw)
    assert document.root is not None or document.problems


@given(st.text(alphabet="ab:-{}[]\"'#&*!|>?,% \n\t\u3000：，中", max_size=120))
def test_signs_of_yaml_never_crash_it(text: str) -> None:
    document = read(text)
    assert document.root is not None or document.problems
    for problem in document.problems:
        assert 1 <= problem.line <= text.count("\n") + 1
        if problem.fix is not None:
            problem.fix.applied_to(text)


@pytest.mark.parametrize("unit", ["[", "{", "- ", "a: ", "? ", "'", '"', "&a ", "!", "\t", "- [", "a: {b: ", "|\n", "#", "　", "*a "])
def test_hostile_repetition_ends_soon(unit: str) -> None:
    before = time.process_time()
    document = read((unit * 300_000)[: 1024 * 1024 // len(unit.encode())])
    assert time.process_time() - before < 2
    assert document.problems or document.root is not None
