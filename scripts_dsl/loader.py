"""From source text to a checked script: read, declare, build, judge."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Protocol

from scripts_dsl.catalogue import Catalogue
from scripts_dsl.catalogue.builtins import OFFER
from scripts_dsl.declarations import declare_form_fields, form_nodes, read_variables
from scripts_dsl.expressions.condition import Expression, Scope
from scripts_dsl.nearest import as_name
from scripts_dsl.outside_steps import KINDS
from scripts_dsl.problem import Problem, Words
from scripts_dsl.reading import NAME, Reading
from scripts_dsl.rules.judging import Written, judge
from scripts_dsl.rules.silencing import Silenced, named
from scripts_dsl.script import BUILT_IN_EXITS, SUPPRESS, AnyStep, Exit, LocalText, Objection, Script, Variable, Way
from scripts_dsl.source.location import Location
from scripts_dsl.source.nodes import Entry, MapNode, Node, TextNode
from scripts_dsl.source.reader import Document, read
from scripts_dsl.steps import read_step, rejoined
from scripts_dsl.types import ValueType

MAX_SUBSCRIPTS = 8
"""How deep sub-scripts may call sub-scripts."""
CHANNELS = ("inbound", "outbound", "chat", "any")
_OWNER: Words = {"en": "a script", "zh": "话术"}
SCRIPT_KEYS = ("script", "spec", "title", "languages", "channel", "start", "params", "gives", "vars", "steps", "exits", "objections")


class Library(Protocol):
    """What stands beside a script: sub-scripts and offers, found by name."""

    def script(self, name: str) -> str | None:
        """The source of a sub-script ("lib/verify_identity"), None when there is none."""

    def offers(self) -> Collection[str] | None:
        """The ids of all offers; None when not known, then any is accepted."""

    def slots(self) -> Collection[str] | None:
        """The names of all slots; None when not known, then any is accepted."""


@dataclass(frozen=True, slots=True)
class MappedLibrary:
    """A library held in memory: sub-script sources by name, and the known offers and slots (None: any)."""

    scripts: Mapping[str, str] = field(default_factory=dict)
    offer_ids: Collection[str] | None = None
    slot_names: Collection[str] | None = None

    def script(self, name: str) -> str | None:
        """The source of a sub-script, None when there is none."""
        return self.scripts.get(name)

    def offers(self) -> Collection[str] | None:
        """The ids of all offers."""
        return self.offer_ids

    def slots(self) -> Collection[str] | None:
        """The names of all slots."""
        return self.slot_names


@dataclass(frozen=True, slots=True)
class Loaded:
    """What reading a script gave: the model, unless an E problem prevents it, and every problem found, in order of place."""

    script: Script | None
    problems: tuple[Problem, ...]
    silenced: tuple[Silenced, ...] = ()
    """Warnings that a step ignores, each with the reason; publishing writes them to the audit."""

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that stop publishing."""
        return tuple(problem for problem in self.problems if problem.severity == "E")


def load_script(text: str | bytes | Document, *, name: str, catalogue: Catalogue, library: Library, published: bool = False) -> Loaded:
    """Read, check and compile one script, which may have been read already; never raises for whatever text.

    A `published` text was judged when it was published: it is compiled and not judged again, so that a rule which a later release
    brings cannot take the script from under the calls that pinned it.
    """
    return _Loading(catalogue, library, judges=not published).load(text, name, ())


class _Loading:
    """One script and its sub-scripts being loaded, each sub-script once."""

    def __init__(self, catalogue: Catalogue, library: Library, *, judges: bool = True) -> None:
        self.catalogue = catalogue
        self.library = library
        self.judges = judges
        self._loaded: dict[str, Loaded] = {}

    def load(self, text: str | bytes | Document, name: str, callers: tuple[str, ...]) -> Loaded:
        """One script; `callers` are the scripts that call it, outermost first."""
        document = text if isinstance(text, Document) else read(text)
        if document.root is None:
            return Loaded(None, _named(document.problems, name))
        subscripts: dict[str, Script] = {}

        def subscript(wanted: str, at: Location) -> Script | None:
            script = self._subscript(wanted, at, (*callers, name), reading)
            if script is not None:
                subscripts[wanted] = script
                subscripts.update(script.subscripts)
            return script

        reading = Reading(document.source, self.catalogue, subscript, self.library.offers(), self.library.slots())
        reading.add(document.problems)
        building = _Building(reading, document.root, name, judges=self.judges)
        script = building.script(subscripts)
        problems = _named(sorted(set_of(reading.problems), key=lambda each: (each.line, each.column, each.code)), name)
        broken = self.judges and any(problem.severity == "E" for problem in problems)
        return Loaded(None if broken else script, problems, named(building.silenced, name))

    def _subscript(self, name: str, at: Location, callers: tuple[str, ...], reading: Reading) -> Script | None:
        """A sub-script by name; tells why when it cannot be had."""
        if name in callers:
            reading.tell("S027", at, path=" -> ".join([*callers[callers.index(name) :], name]))
            return None
        if len(callers) > MAX_SUBSCRIPTS:
            reading.tell("S027/depth", at, limit=MAX_SUBSCRIPTS)
            return None
        if name not in self._loaded:
            text = self.library.script(name)
            if text is None:
                reading.tell("S026/script", at, name=name)
                return None
            self._loaded[name] = self.load(text, name, callers)
        loaded = self._loaded[name]
        if loaded.script is None:
            first = loaded.errors[0]
            if first.code == "S027":
                reading.problems.append(replace(first, line=at.line, column=at.column, script=""))
            else:
                reading.tell("S026/broken", at, name=name, code=first.code, line=first.line, hint=first.messages)
        return loaded.script


def set_of(problems: Collection[Problem]) -> list[Problem]:
    """The problems without repetitions, and without what follows from a value that YAML could not take."""
    refused = {(problem.line, problem.column) for problem in problems if problem.code.startswith("Y")}
    unique: dict[tuple[str, int, int, str], Problem] = {}
    for problem in problems:
        if problem.code == "S003" and (problem.line, problem.column) in refused:
            continue
        unique.setdefault((problem.code, problem.line, problem.column, problem.message()), problem)
    return list(unique.values())


def _named(problems: Collection[Problem], name: str) -> tuple[Problem, ...]:
    return tuple(replace(problem, script=name) for problem in problems)


class _Building:
    """One script being built from its nodes."""

    def __init__(self, reading: Reading, root: MapNode, name: str, *, judges: bool = True) -> None:
        self.reading = reading
        self.root = root
        self.name = name
        self.judges = judges
        self.silenced: tuple[Silenced, ...] = ()

    def script(self, subscripts: Mapping[str, Script]) -> Script | None:
        """The model; None when steps are missing that later rules need."""
        reading = self.reading
        self._read_languages()
        entries = reading.fields(self.root, _OWNER, SCRIPT_KEYS, ("script", "steps", "start")) or {}
        reading.name(_value(entries, "script"), "script")
        spec = reading.whole(_value(entries, "spec"), "spec", 1, 1) or 1
        title = reading.local_text(entries["title"].value, "title") if "title" in entries else None
        channel = reading.one_of(entries["channel"].value, "channel", CHANNELS) if "channel" in entries else "any"
        start = reading.text(_value(entries, "start"), "start")
        steps_node = _value(entries, "steps")
        if not isinstance(steps_node, MapNode):
            if steps_node is not None:
                reading.tell("S003", steps_node.at, field="steps", wanted={"en": "steps by their ids", "zh": "“步骤: 内容”"})
            return None
        steps_node = rejoined(reading, steps_node, KINDS)
        parameters, variables, names = self._declare(entries, steps_node)
        steps = self._steps(steps_node)
        script = Script(
            name=self.name,
            spec=spec,
            title=_plain_words(title),
            languages=reading.languages,
            channel=channel or "any",
            start=start or "",
            variables=MappingProxyType(variables),
            parameters=MappingProxyType(parameters),
            gives=self._gives(entries, names),
            steps=MappingProxyType(steps),
            exits=MappingProxyType(self._exits(_value(entries, "exits"))),
            objections=MappingProxyType(self._objections(_value(entries, "objections"))),
            scope=MappingProxyType(names),
            subscripts=MappingProxyType(dict(subscripts)),
            source=reading.source.text,
            at=self.root.at,
        )
        if self.judges:
            self.silenced = judge(reading, script, Written(self.root, steps_node, entries.get("start")))
        return script

    def _read_languages(self) -> None:
        node = self.root.get("languages")
        if node is None:
            return
        named = self.reading.names(node, "languages")
        found = tuple(dict.fromkeys(each.text for each in named))
        for number, each in enumerate(named):
            if each.text in (other.text for other in named[:number]):
                self.reading.tell("S003/twice", each.at, name=each.text)
        wrong = [language for language in found if not (len(language) == 2 and language.isalpha() and language.isascii())]
        if wrong or not found:
            self.reading.tell("S003", node.at, field="languages", wanted={"en": "a list like [zh, en]", "zh": "列表，如 [zh, en]"})
        elif found:
            self.reading.languages = found

    def _declare(
        self, entries: Mapping[str, Entry], steps: MapNode
    ) -> tuple[dict[str, Variable], dict[str, Variable], dict[str, ValueType]]:
        """Parameters and variables; sets the scope in which everything else is compiled."""
        reading = self.reading
        parameters, _ = read_variables(reading, _value(entries, "params"))
        variables, formulas = read_variables(reading, _value(entries, "vars"))
        for name in parameters.keys() & (variables.keys() | formulas.keys()):
            reading.tell("S003/twice", parameters[name].at, name=name)
        names: dict[str, ValueType] = {each.name: each.type for each in (*parameters.values(), *variables.values())}
        fields = declare_form_fields(reading, steps, names)
        names |= {each.name: each.type for each in fields.values()}
        if any(isinstance(each.value, MapNode) and each.value.entry("offer") for each in steps):
            names["offer"] = OFFER
        known = [each.key.text for each in steps]
        # a name that was declared with a mistake is told once, not wherever it is used
        broken = {each.key.text for key in ("params", "vars") for each in _entries(entries, key)} - names.keys() - formulas.keys()
        broken |= {node.text for each in form_nodes(steps) if isinstance(node := each.get("name"), TextNode)} - names.keys()
        compiled: dict[str, Expression] = {}
        for name, entry in formulas.items():
            expression = reading.expression(entry.value, name, Scope(names, dict(compiled), known, frozenset(broken)))
            if expression is None:
                broken.add(name)
            else:
                compiled[name] = expression
                variables[name] = Variable(name, expression.type, entry.key.at, expression)
        reading.scope = Scope(names, compiled, known, frozenset(broken))
        return parameters, {**variables, **fields}, names

    def _gives(self, entries: Mapping[str, Entry], names: Mapping[str, ValueType]) -> tuple[str, ...]:
        """What a sub-script hands back: declared names."""
        if "gives" not in entries:
            return ()
        nodes = self.reading.names(entries["gives"].value, "gives")
        for node in nodes:
            if node.text not in names:
                self.reading.tell("S026/undeclared", node.at, meant=self.reading.close(node.text, tuple(names)), gift=node.text)
        return tuple(node.text for node in nodes if node.text in names)

    def _steps(self, node: MapNode) -> dict[str, AnyStep]:
        steps: dict[str, AnyStep] = {}
        for entry in node:
            if entry.key.text == SUPPRESS:
                self.reading.tell("S003/reserved", entry.key.at, name=SUPPRESS)
            self._check_name(entry.key)
            step = read_step(self.reading, entry, KINDS)
            if step is not None:
                steps[step.id] = step
        return steps

    def _check_name(self, key: TextNode) -> None:
        """S003: what stands for itself in other places is a name."""
        if NAME.fullmatch(key.text) is None:
            self.reading.tell("S003/id", key.at, meant=as_name(key.text), name=key.text)

    def _exits(self, node: Node | None) -> dict[str, Exit]:
        exits: dict[str, Exit] = {}
        for entry in self._map_of(node, "exits"):
            name = entry.key.text
            self._check_name(entry.key)
            found = self.reading.fields(entry.value, {"en": "an exit", "zh": "出口"}, ("label", "next"), ("next",)) or {}
            label = self.reading.local_text(found["label"].value, "label") if "label" in found else None
            if "label" not in found and name not in BUILT_IN_EXITS:
                self.reading.tell("S003/missing", entry.key.at, owner={"en": f"the exit {name}", "zh": f"出口 {name} "}, field="label")
            way = self.reading.way(name, found["next"].value) if "next" in found else None
            if way is not None:
                exits[name] = Exit(name, label, way, entry.key.at)
        return exits

    def _objections(self, node: Node | None) -> dict[str, Objection]:
        objections: dict[str, Objection] = {}
        owner = {"en": "an objection", "zh": "异议处理"}
        for entry in self._map_of(node, "objections"):
            self._check_name(entry.key)
            found = self.reading.fields(entry.value, owner, ("label", "say", "next"), ("label", "say")) or {}
            label = self.reading.local_text(_value(found, "label"), "label")
            say = self.reading.paragraphs(_value(found, "say"), "say")
            way: Way | None = self.reading.way(entry.key.text, found["next"].value) if "next" in found else None
            if label is not None and say:
                objections[entry.key.text] = Objection(entry.key.text, label, say, way, entry.key.at)
        return objections

    def _map_of(self, node: Node | None, what: str) -> Iterator[Entry]:
        if isinstance(node, MapNode):
            yield from node
        elif node is not None and not (isinstance(node, TextNode) and node.is_empty):
            self.reading.tell("S003", node.at, field=what, wanted={"en": "names with their contents", "zh": "“名称: 内容”"})


def _entries(entries: Mapping[str, Entry], key: str) -> tuple[Entry, ...]:
    """The entries of a map under a key, none when there is no map."""
    node = _value(entries, key)
    return node.entries if isinstance(node, MapNode) else ()


def _value(entries: Mapping[str, Entry], key: str) -> Node | None:
    entry = entries.get(key)
    return None if entry is None else entry.value


def _plain_words(text: LocalText | None) -> Words:
    return {} if text is None else {language: phrase.source for language, phrase in text.phrases.items()}
