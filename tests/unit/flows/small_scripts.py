"""Small scripts for tests, put together from model objects so that they need no YAML."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from flows.connectors.catalogue import CATALOGUE
from flows.publishing.bundle import Bundle
from scripts_dsl.catalogue import ActionSignature, Catalogue, Parameter
from scripts_dsl.expressions.condition import Expression, Scope, compile_expression
from scripts_dsl.expressions.phrase import Phrase, compile_phrase
from scripts_dsl.script import (
    Answer,
    Argument,
    AskStep,
    BranchStep,
    CallStep,
    Case,
    DoStep,
    Exit,
    FormField,
    FormStep,
    LocalText,
    Objection,
    OfferStep,
    Paragraph,
    ReadBackLine,
    ReadBackStep,
    ReturnStep,
    SayStep,
    Scale,
    Script,
    Step,
    Suggestion,
    Variable,
    Way,
    WrapupStep,
)
from scripts_dsl.source.location import NOWHERE
from scripts_dsl.types import NUMBER, TEXT, Choice, EnumType, ValueType, optional

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
TEST_CATALOGUE = Catalogue(
    CATALOGUE.records,
    {
        **CATALOGUE.actions,
        "test.look": ActionSignature.of(
            "test.look", Parameter("key", TEXT, required=False), labels={"en": "Look it up", "zh": "查询"}, result=TEXT, errors=("refused",)
        ),
        "test.write": ActionSignature.of(
            "test.write",
            Parameter("key", TEXT, required=False),
            labels={"en": "Write it down"},
            result=TEXT,
            writes=True,
            errors=("refused",),
        ),
        "test.strict": ActionSignature.of("test.strict", Parameter("count", NUMBER), labels={"en": "Count"}, verifies=True),
    },
)


class Maker:
    """Makes the parts of a script whose names are typed by `scope`."""

    def __init__(self, **scope: ValueType) -> None:
        self.scope: dict[str, ValueType] = {**scope, "offer": CATALOGUE.records["offer"]}

    def expression(self, source: str) -> Expression:
        """A compiled expression."""
        found, problems = compile_expression(source, Scope(self.scope, steps=_AnyName()))
        assert found is not None, [problem.message() for problem in problems]
        return found

    def phrase(self, source: str) -> Phrase:
        """A compiled text."""
        found, problems = compile_phrase(source, Scope(self.scope))
        assert found is not None, [problem.message() for problem in problems]
        return found

    def text(self, en: str, zh: str | None = None) -> LocalText:
        """A text in English and Chinese."""
        return LocalText({"en": self.phrase(en), "zh": self.phrase(zh if zh is not None else f"“{en}”")}, NOWHERE)

    def when(self, source: str | None) -> Expression | None:
        return None if source is None else self.expression(source)

    def say(self, id_: str, next_: str, words: str = "Hello", **more: Any) -> SayStep:
        return SayStep(id=id_, at=NOWHERE, say=self.words(words), next=_way("next", next_), **more)

    def words(self, *texts: str) -> tuple[Paragraph, ...]:
        return tuple(Paragraph(self.text(each)) for each in texts)

    def ask(
        self, id_: str, answers: Mapping[str, str], save_as: str | None = None, when: Mapping[str, str] | None = None, **more: Any
    ) -> AskStep:
        made = tuple(
            Answer(value, self.text(value.title()), _way(value, target), self.when((when or {}).get(value)))
            for value, target in answers.items()
        )
        return AskStep(id=id_, at=NOWHERE, question=self.text("Which?"), answers=made, save_as=save_as, **more)

    def scale(self, id_: str, next_: str, first: int, last: int, save_as: str | None = None) -> AskStep:
        return AskStep(
            id=id_, at=NOWHERE, question=self.text("How much?"), scale=Scale(first, last), save_as=save_as, next=_way("next", next_)
        )

    def field(self, name: str, type_: ValueType, kind: str | None = None, **more: Any) -> FormField:
        for limit in ("minimum", "maximum", "value", "when", "choices_from"):
            if limit in more:
                more[limit] = self.expression(more[limit])
        if "show" in more:
            more["show"] = self.phrase(more["show"])
        return FormField(name=name, kind=kind or str(type_), type=optional(type_), at=NOWHERE, label=self.text(name.title()), **more)

    def form(self, id_: str, next_: str, *fields: FormField) -> FormStep:
        return FormStep(id=id_, at=NOWHERE, fields=fields, next=_way("next", next_))

    def branch(self, id_: str, cases: Mapping[str, str], otherwise: str) -> BranchStep:
        made = tuple(Case(self.expression(source), _way(source, target)) for source, target in cases.items())
        return BranchStep(id=id_, at=NOWHERE, cases=made, otherwise=_way("else", otherwise))

    def do(self, id_: str, next_: str, action: str = "test.look", errors: Mapping[str, str] | None = None, **more: Any) -> DoStep:
        arguments = tuple(Argument(name, self.expression(source), NOWHERE) for name, source in more.pop("passing", {}).items())
        ways = {kind: _way(f"on_error.{kind}", target) for kind, target in (errors or {}).items()}
        return DoStep(id=id_, at=NOWHERE, action=action, arguments=arguments, next=_way("next", next_), errors=ways, **more)

    def offer(self, id_: str, outcomes: Mapping[str, str], **more: Any) -> OfferStep:
        return OfferStep(id=id_, at=NOWHERE, outcomes={name: _way(name, target) for name, target in outcomes.items()}, **more)

    def read_back(
        self, id_: str, given: str, refused: str, lines: Mapping[str, str], when: Mapping[str, str] | None = None
    ) -> ReadBackStep:
        made = tuple(ReadBackLine(name, self.text(words), NOWHERE, self.when((when or {}).get(name))) for name, words in lines.items())
        return ReadBackStep(id=id_, at=NOWHERE, lines=made, given=_way("given", given), refused=_way("refused", refused))

    def call(self, id_: str, script: str, returns: Mapping[str, str], **more: Any) -> CallStep:
        arguments = tuple(Argument(name, self.expression(source), NOWHERE) for name, source in more.pop("passing", {}).items())
        if "each" in more:
            more["each"] = self.expression(more["each"])
        if "next" in more:
            more["next"] = _way("next", more["next"])
        ways = {name: _way(name, target) for name, target in returns.items()}
        return CallStep(id=id_, at=NOWHERE, script=script, arguments=arguments, returns=ways, **more)

    def wrapup(
        self, id_: str = "wrap", codes: Iterable[str] = ("sold", "other"), suggest: Mapping[str, str] | None = None, **more: Any
    ) -> WrapupStep:
        made = tuple(Suggestion(self.expression(source), code, NOWHERE) for source, code in (suggest or {}).items())
        return WrapupStep(id=id_, at=NOWHERE, dispositions=tuple(codes), suggestions=made, **more)

    def give_back(self, id_: str, way_out: str, words: str | None = None) -> ReturnStep:
        return ReturnStep(id=id_, at=NOWHERE, way_out=way_out, say=() if words is None else self.words(words))

    def objection(self, id_: str, words: str = "I see", next_: str | None = None) -> Objection:
        return Objection(id_, self.text(id_), self.words(words), None if next_ is None else _way("next", next_), NOWHERE)

    def script(
        self,
        *steps: Step,
        name: str = "main",
        exits: Mapping[str, str] | None = None,
        objections: Iterable[Objection] = (),
        subscripts: Iterable[Script] = (),
        parameters: Mapping[str, ValueType] | None = None,
        gives: Iterable[str] = (),
        start: str | None = None,
    ) -> Script:
        """A script of these steps; the first one starts."""
        variables = {each: Variable(each, type_, NOWHERE) for each, type_ in self.scope.items() if each != "offer"}
        wanted = {each: Variable(each, type_, NOWHERE) for each, type_ in (parameters or {}).items()}
        return Script(
            name=name,
            spec=1,
            title={"en": name, "zh": name},
            languages=("en", "zh"),
            channel="any",
            start=start or steps[0].id,
            variables={each: variable for each, variable in variables.items() if each not in wanted},
            parameters=wanted,
            gives=tuple(gives),
            steps={step.id: step for step in steps},  # type: ignore[misc]  # every kind of step is one of them
            exits={each: Exit(each, None, _way(each, target), NOWHERE) for each, target in (exits or {}).items()},
            objections={each.id: each for each in objections},
            scope=self.scope,
            subscripts={each.name: each for each in subscripts},
            source="",
            at=NOWHERE,
        )


def bundle_of(script: Script) -> Bundle:
    """A bundle of the script, with the actions of the tests."""
    return Bundle(f"{script.name}@1", script, TEST_CATALOGUE)


def enum(*values: str) -> EnumType:
    """A type of these values."""
    return EnumType(tuple(Choice(value) for value in values))


def _way(name: str, target: str) -> Way:
    return Way(name, target, NOWHERE)


class _AnyName:
    """A collection that holds every name: visits() may name steps that are made later."""

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str)

    def __iter__(self) -> Any:
        return iter(())

    def __len__(self) -> int:
        return 0
