"""From the source text of a test file to tests that can be run: read, hold against the script, merge what is shared."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from scripts_dsl.catalogue import Catalogue
from scripts_dsl.problem import Problem, Words
from scripts_dsl.reading import MAP_WANTED, Reading
from scripts_dsl.script import Script
from scripts_dsl.source.location import Location
from scripts_dsl.source.nodes import Entry, MapNode, Node, TextNode
from scripts_dsl.source.reader import Document, read
from scripts_dsl.testing import Answered, Expected, ExpectedAction, Outside, ScriptTest, Suite
from scripts_dsl.testing.lines import LineReading
from scripts_dsl.testing.outside import OutsideReading
from scripts_dsl.testing.values import merged, plain, typed_map
from scripts_dsl.types import DATETIME, OptionalType, ValueType, present

_FILE: Words = {"en": "a test file", "zh": "测试文件"}
_TEST: Words = {"en": "a test", "zh": "测试"}
_EXPECT: Words = {"en": "expect", "zh": "expect"}
_SHARED = ("lang", "now", "zone", "currency", "given", "params", "offers", "mocks")
_EXPECTATIONS = ("actions", "never", "path", "return", "gives", "vars", "offers")
_BECAME = ("accepted", "declined", "later", "delivered", "failed", "pending_confirmation")
_LOOKS_AT_DATES = re.compile(r"\b(?:now|today)\s*\(\s*\)|\b(?:days_until|hour|weekday)\s*\(")
_NOT_GIVEN = datetime(2026, 1, 5, 10)  # noqa: DTZ001 - the zone is put to it; a Monday morning that no script looks at
_ZONE, _CURRENCY = "UTC", "USD"


def load_tests(text: str | bytes, script: Script, catalogue: Catalogue) -> Suite:
    """The tests of a file beside the script they test, and every problem of the file; never raises, whatever the text."""
    document = read(text)
    if document.root is None:
        return Suite((), document.problems)
    return _Loading(document, document.root, script, catalogue).suite()


def load_background(text: str | bytes, script: Script, catalogue: Catalogue) -> tuple[ScriptTest | None, tuple[Problem, ...]]:
    """What a file says for all of its tests, as a test without lines, and every problem of the file; it may have no tests."""
    document = read(text)
    if document.root is None:
        return None, document.problems
    loading = _Loading(document, document.root, script, catalogue)
    return loading.background(), _in_order(loading.reading.problems)


def load_answer(text: str, action: str, script: Script, catalogue: Catalogue) -> tuple[Answered | None, tuple[Problem, ...]]:
    """The answer of one action, written as in a test file, or the problems that prevent it."""
    document = read(f"{action}: {text}")
    entry = document.root.entry(action) if document.root is not None else None
    if entry is None:
        return None, document.problems
    reading = Reading(document.source, catalogue, lambda _name, _at: None, languages=script.languages)
    reading.problems += document.problems
    answered = OutsideReading(reading, script).action_mock(entry)
    return None if reading.problems or not answered else answered[0], tuple(reading.problems)


@dataclass(frozen=True, slots=True)
class _Shared:
    """What a file says for all of its tests, or one test for itself."""

    language: str | None
    now: datetime | None
    zone: str | None
    currency: str | None
    given: Mapping[str, object]
    parameters: Mapping[str, object]
    outside: Outside

    def changed_by(self, own: "_Shared") -> "_Shared":
        """The same, where a test says nothing else for itself."""
        return _Shared(
            own.language or self.language,
            own.now or self.now,
            own.zone or self.zone,
            own.currency or self.currency,
            merged(self.given, own.given),
            {**self.parameters, **own.parameters},
            self.outside.changed_by(own.outside),
        )


class _Loading:
    """One test file being loaded."""

    def __init__(self, document: Document, root: MapNode, script: Script, catalogue: Catalogue) -> None:
        self.root = root
        self.script = script
        self.reading = Reading(document.source, catalogue, lambda _name, _at: None, languages=script.languages)
        self.reading.problems += document.problems
        self.outside = OutsideReading(self.reading, script)
        self.given = _given_types(script, catalogue)
        self.lines = LineReading(self.reading, script, self.outside, self.given)

    def suite(self) -> Suite:
        """The whole file."""
        reading = self.reading
        found = reading.fields(self.root, _FILE, ("script", *_SHARED, "tests"), ("script", "tests")) or {}
        if "script" in found:
            reading.one_of(found["script"].value, "script", tuple(dict.fromkeys((self.script.name.rpartition("/")[2], self.script.name))))
        base = self._shared(found, None)
        tests: list[ScriptTest] = []
        names: dict[str, int] = {}
        for node in reading.items(_value(found, "tests"), "tests"):
            before = len(reading.problems)
            test = self._test(node, base)
            if test is None:
                continue
            if test.name in names:
                reading.tell("Y010", test.at, key=test.name, line=names[test.name])
            names.setdefault(test.name, test.at.line)
            if not any(problem.severity == "E" for problem in reading.problems[before:]):
                tests.append(test)
        if "now" not in found and self._looks_at_dates() and any(test.now.replace(tzinfo=None) == _NOT_GIVEN for test in tests):
            reading.tell("T102", self.root.at)
        return Suite(tuple(tests), _in_order(reading.problems))

    def background(self) -> ScriptTest:
        """What stands beside the tests."""
        found = self.reading.fields(self.root, _FILE, ("script", *_SHARED, "tests")) or {}
        return self._made(self._shared(found, None), self.root.at)

    def _looks_at_dates(self) -> bool:
        return any(_LOOKS_AT_DATES.search(each.source) for each in (self.script, *self.script.subscripts.values()))

    def _shared(self, found: Mapping[str, Entry], base: _Shared | None) -> _Shared:
        """What stands beside the tests, or in one, `base` being what stands beside."""
        reading = self.reading
        language = reading.one_of(_value(found, "lang"), "lang", self.script.languages)
        zone = self._zone(_value(found, "zone"))
        now = plain(reading, found["now"].value, DATETIME, "now") if "now" in found else None
        parameters = {each.name: each.type for each in self.script.parameters.values()}
        described = base.outside.offers if base else {}
        return _Shared(
            language,
            datetime.fromisoformat(now) if isinstance(now, str) else None,
            zone,
            reading.text(_value(found, "currency"), "currency"),
            typed_map(reading, _value(found, "given"), self.given, "given", "X010"),
            typed_map(reading, _value(found, "params"), parameters, "params", "S026/parameter", name=self.script.name),
            self.outside.read(_value(found, "mocks"), _value(found, "offers"), described),
        )

    def _zone(self, node: Node | None) -> str | None:
        """The IANA name of a zone that there is."""
        name = self.reading.text(node, "zone")
        if name is None or node is None:
            return None
        try:
            return ZoneInfo(name).key
        except (ValueError, OSError, ZoneInfoNotFoundError):
            wanted = {"en": "a zone like Asia/Shanghai", "zh": "时区，如 Asia/Shanghai"}
            self.reading.tell("S003", node.at, field="zone", wanted=wanted)
            return None

    def _test(self, node: Node, base: _Shared) -> ScriptTest | None:
        found = self.reading.fields(node, _TEST, ("name", *_SHARED, "steps", "expect"), ("name", "steps"))
        if found is None or "steps" not in found:
            return None
        name = self.reading.text(_value(found, "name"), "name")
        own = self._shared(found, base)
        lines = [self.lines.line(each) for each in self.reading.items(found["steps"].value, "steps")]
        made = self._made(base.changed_by(own), found["name"].value.at if "name" in found else node.at)
        self._demand_parameters(made.parameters, found, node.at)
        return replace(
            made,
            name=name or "",
            lines=tuple(each for each in lines if each is not None),
            expected=self._expected(found["expect"]) if "expect" in found else None,
        )

    def _made(self, shared: _Shared, at: Location) -> ScriptTest:
        """A test without name or lines, with the defaults where nothing was said."""
        zone = shared.zone or _ZONE
        now = shared.now or _NOT_GIVEN
        return ScriptTest(
            name="",
            at=at,
            language=shared.language or self.script.languages[0],
            now=now if now.tzinfo else now.replace(tzinfo=ZoneInfo(zone)),
            zone=zone,
            currency=shared.currency or _CURRENCY,
            given=shared.given,
            parameters=shared.parameters,
            outside=shared.outside,
            lines=(),
            expected=None,
        )

    def _demand_parameters(self, given: Mapping[str, object], found: Mapping[str, Entry], at: Location) -> None:
        """Tell of a parameter of the sub-script that nobody gives."""
        for each in self.script.parameters.values():
            if each.name not in given and not isinstance(each.type, OptionalType):
                place = found["params"].key.at if "params" in found else at
                self.reading.tell("S026/missing", place, name=self.script.name, parameter=each.name)

    def _expected(self, entry: Entry) -> Expected | None:
        reading = self.reading
        found = reading.fields(entry.value, _EXPECT, _EXPECTATIONS)
        if found is None:
            return None
        gifts = {name: self.script.scope[name] for name in self.script.gives}
        return Expected(
            at=entry.key.at,
            actions=self._actions(found["actions"].value) if "actions" in found else None,
            never=tuple(each for each in reading.names(_value(found, "never"), "never") if self._can_happen(each)),
            path=tuple(each for each in reading.names(found["path"].value, "path") if self.lines.place(each, "path"))
            if "path" in found
            else None,
            way_out=self._way_out(_value(found, "return")),
            gives=typed_map(reading, _value(found, "gives"), gifts, "gives", "S026/gift", name=self.script.name),
            variables=typed_map(reading, _value(found, "vars"), self.script.scope, "vars", "X010"),
            offers=self._became(_value(found, "offers")),
        )

    def _way_out(self, node: Node | None) -> TextNode | None:
        text = self.reading.text(node, "return")
        if text is None or not isinstance(node, TextNode):
            return None
        if text not in self.script.ways_out:
            self.reading.tell(
                "S026/unknown_way", node.at, meant=self.reading.close(text, self.script.ways_out), name=self.script.name, way=text
            )
        return node

    def _can_happen(self, node: TextNode) -> bool:
        """Whether `never` names an action or a step that there is."""
        if "." not in node.text:
            return self.lines.place(node, "never") is not None
        actions = self.reading.catalogue.actions
        if node.text not in actions:
            self.reading.tell("S031", node.at, meant=self.reading.close(node.text, tuple(actions)), action=node.text)
        return node.text in actions

    def _actions(self, node: Node) -> tuple[ExpectedAction, ...]:
        made = []
        for each in self.reading.items(node, "actions"):
            entry = each.entries[0] if isinstance(each, MapNode) and len(each.entries) == 1 else None
            name = self.reading.text(each, "actions") if entry is None else entry.key.text
            if name is None:
                continue
            signature = self.reading.catalogue.actions.get(name)
            if signature is None:
                known = tuple(self.reading.catalogue.actions)
                self.reading.tell("S031", each.at, meant=self.reading.close(name, known), action=name)
                continue
            types = {parameter.name: parameter.type for parameter in signature.parameters.values()}
            given = typed_map(self.reading, entry.value if entry else None, types, name, "S031/parameter", action=name)
            made.append(ExpectedAction(name, given, each.at))
        return tuple(made)

    def _became(self, node: Node | None) -> dict[str, TextNode]:
        """What is expected to have become of offers, by their ids."""
        if node is None:
            return {}
        if not isinstance(node, MapNode):
            self.reading.tell("S003", node.at, field="offers", wanted=MAP_WANTED)
            return {}
        found = {}
        for entry in node:
            if self.reading.one_of(entry.value, entry.key.text, _BECAME) and isinstance(entry.value, TextNode):
                found[entry.key.text] = entry.value
        return found


def _given_types(script: Script, catalogue: Catalogue) -> dict[str, ValueType]:
    """What may be given, by name: records, and the variables of the script that are no formulas."""
    variables = {each.name: present(each.type) for each in script.variables.values() if each.formula is None}
    return {**catalogue.records, **variables}


def _value(found: Mapping[str, Entry], key: str) -> Node | None:
    entry = found.get(key)
    return None if entry is None else entry.value


def _in_order(problems: list[Problem]) -> tuple[Problem, ...]:
    """The problems in order of place, without repetitions."""
    unique = {(each.code, each.line, each.column, each.message()): each for each in problems}
    return tuple(sorted(unique.values(), key=lambda each: (each.line, each.column, each.code)))
