"""A test file as it was read: tests that walk a script as an agent would, and what each expects.

`NAME.test.yaml` stands beside `NAME.yaml`:

```yaml
script: broadband_inbound
now: 2026-11-22T10:00              # the customer's clock; demanded where the script looks at dates
zone: Asia/Shanghai                # default UTC
currency: CNY                      # of amounts that come without one; default USD
given: {customer: {salutation: 王先生, account: "0755123"}}    # by variable or record name
params: {level: basic}             # of a sub-script that is tested alone
offers:
  slot/upsell: [cloud_disk, none]  # used in order, the last one repeats
  cloud_disk: {name: 云盘, price: 10 CNY, term: 12, treatment: {zh: 试试云盘, en: Try it}, why: ...}
  fibre_1000m: [{name: 千兆, price: 99 CNY}, none]      # a named offer that is gone the second time
mocks:
  lib/verify_identity: ok          # or {way: ok, gives: {found: {...}}}, or {walk: yes}: really walked, as without a mock
  bss.get_plan: {speed: 100}       # or {error: timeout}, {wait: yes}, null (done, but it gives nothing), ok,
                                   # or a list of these: used in order, the last one repeats
  bss.place_order: {result: {id: A1}, confirmation_needed: yes}   # done once the customer has confirmed it
tests:
  - name: sale                     # may override lang, now, zone, currency, params, and parts of given, offers and mocks
    lang: zh                       # what the customer is spoken to; default the script's first language
    steps:
      - {at: greet}                # the agent speaks and goes on
    expect: {actions: [...], never: [...], path: [...], return: ok, gives: {...}, vars: {...}, offers: {cloud_disk: accepted}}
```

An action that gives no result succeeds without a mock. Every other one needs a mock, or the run stands at its step until a line of
the test answers. `at` names a step of the script, else of a sub-script; `lib/verify_identity/check` names it with its script.

What a line looks at: `sees`, `not_sees` (a text or several, each in one of the texts on the screen), `offered` (an offer's id), `suggested`
(a disposition, or none). What it does, one of:
`answer` · `fill` (fields as typed; what it leaves out stays prefilled) · `outcome`, `reason` · `tick` (names or all), `consent` ·
`objection`, `close_objection: yes` · `exit` (hung_up too; what is filled in beside it was typed and not sent) · `back: STEP` ·
`jump: STEP` or `{step, visit}` · `disposition`, `fill` · `language` · `wrap_up: yes` (closing early) · for an action that is waited for
`result`, `error`, `approve: yes` or `no`, `cancel: yes` · `late: {ACTION: answer}` (one the run no longer waits for) ·
`link: {given: {...}, zone: ...}` (it is known now who calls).
A line that does nothing of it goes on where the agent would just go on, and else only looks. With `refused: yes`, or the name of a field,
of a line to read, or of the refusal (`answer_not_available`), or several, the line must be refused, and the run stays where it is.

`expect`: `actions` are all that were asked for, in order, each a name or {name: {parameter: value}}; `never` names actions or steps;
`path` the steps of this script in order, those of sub-scripts too when one of them is named with its script; `return` and `gives` judge a
sub-script; `vars` its variables at the end; `offers` what was answered last, or became of it (delivered, failed, pending_confirmation).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from scripts_dsl.problem import Problem
from scripts_dsl.source.location import Location
from scripts_dsl.source.nodes import TextNode
from scripts_dsl.types import Words

NONE = "none"
"""No offer; no suggestion."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What the outside does when an action is asked for: it is done, fails with an error, or lets the agent wait."""

    kind: Literal["done", "error", "wait"]
    result: object = None
    error: str | None = None
    confirmation_needed: bool = False


@dataclass(frozen=True, slots=True)
class Returned:
    """What a mocked sub-script does: returns by a way out and gives values."""

    way: str
    gives: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Terms:
    """An offer as tests describe it: words per language, and the plain values of its fields."""

    names: Words
    treatment: Words
    why: Words
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Outside:
    """All that a test says about the world: per action, sub-script, named offer and slot what happens, in order.

    A sub-script with nothing in its list is really walked; None in the list of an offer or slot: there is none.
    """

    actions: Mapping[str, tuple[Answered, ...]] = field(default_factory=dict)
    scripts: Mapping[str, tuple[Returned, ...]] = field(default_factory=dict)
    offers: Mapping[str, tuple[Terms | None, ...]] = field(default_factory=dict)
    slots: Mapping[str, tuple[str | None, ...]] = field(default_factory=dict)

    def changed_by(self, other: "Outside") -> "Outside":
        """The same world, where the other one says nothing else."""
        return Outside(
            {**self.actions, **other.actions},
            {**self.scripts, **other.scripts},
            {**self.offers, **other.offers},
            {**self.slots, **other.slots},
        )


@dataclass(frozen=True, slots=True)
class Place:
    """A step as a test names it: the scripts it may be in, its id, where it is written."""

    scripts: frozenset[str]
    step: str
    at: Location
    visit: int | None = None
    """For a jump: which of the visits there, counted from 1; None is the latest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a test: where the run must stand, what must be seen, what is done then.

    `move` names the key of what is done; None: go on, or only look · `fields` are raw, as typed · `value` is what the move needs:
    a text, a Place (back, jump), an Answered (result, late), a mapping (link).
    """

    place: Place
    sees: tuple[TextNode, ...] = ()
    not_sees: tuple[TextNode, ...] = ()
    offered: TextNode | None = None
    suggested: TextNode | None = None
    ticks: tuple[TextNode, ...] = ()
    fields: Mapping[str, object] | None = None
    move: str | None = None
    value: object = None
    reason: str | None = None
    refused: tuple[TextNode, ...] = ()


@dataclass(frozen=True, slots=True)
class ExpectedAction:
    """An action that is to be asked for, with the parameters that matter."""

    name: str
    parameters: Mapping[str, object]
    at: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What must be true at the end of a test; None where nothing was said."""

    at: Location
    actions: tuple[ExpectedAction, ...] | None = None
    never: tuple[TextNode, ...] = ()
    path: tuple[TextNode, ...] | None = None
    way_out: TextNode | None = None
    gives: Mapping[str, object] = field(default_factory=dict)
    variables: Mapping[str, object] = field(default_factory=dict)
    offers: Mapping[str, TextNode] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptTest:
    """One test with all that it needs: what the file says for every test is already in it."""

    name: str
    at: Location
    language: str
    now: datetime
    zone: str
    currency: str
    given: Mapping[str, object]
    parameters: Mapping[str, object]
    outside: Outside
    lines: tuple[Line, ...]
    expected: Expected | None


@dataclass(frozen=True, slots=True)
class Suite:
    """The tests of one file; those with a problem of severity E are not among them."""

    tests: tuple[ScriptTest, ...]
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep the file from being run."""
        return tuple(problem for problem in self.problems if problem.severity == "E")
