"""The results of a script: the funnel of one version in a person's words, and how it differs from another version's."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flows.funnel import Funnel, Group, OfferFigures, Place, StepFigures, Way
from flows.shares import Share, difference
from workspace.screens.results import Cell, Compared, GroupRow, OfferLine, ScriptPart, StepResult, WayRow
from workspace.studio.map import ScriptMap, map_of
from workspace.studio.outline import Outline, outline_of
from workspace.words import EXITS, word

MINUS = "\u2212"


@dataclass(frozen=True)
class Version:
    """One version's text with those of its sub-scripts, read for a person's language."""

    script: str
    outlines: Mapping[str, Outline]
    maps: Mapping[str, ScriptMap]

    @property
    def closing(self) -> frozenset[Place]:
        """Where a call has heard all: the wrap-up, and words that lead nowhere but there."""
        found = set()
        for script, outline in self.outlines.items():
            ends = {row.id for row in outline.rows if row.kind == "wrapup"}
            last = {row.id for row in outline.rows if row.kind == "say" and row.leads_to and set(row.leads_to) <= ends}
            found |= {(script, step) for step in ends | last}
        return frozenset(found)

    def title(self, script: str, step: str) -> str:
        """What names a step."""
        outline = self.outlines.get(script)
        return next((row.title for row in outline.rows if row.id == step), step) if outline else step

    def label(self, script: str, step: str, answer: str) -> str:
        """The words of an answer or of a way on, as the map has them; its name where it has none."""
        edges = self.maps[script].edges if script in self.maps else ()
        return next((each.label for each in edges if (each.source, each.name) == (step, answer) and each.label), answer)


def version_of(row: Mapping[str, Any], language: str) -> Version:
    """A version as its bundle froze it; the steps of sub-scripts are counted under the key of the sub-script."""
    texts = {row["key"]: row["source"], **row["parts"].get("scripts", {})}
    return Version(
        row["key"],
        {name: outline_of(text, (), language) for name, text in texts.items()},
        {name: map_of(text, (), language) for name, text in texts.items()},
    )


def cell_of(share: Share) -> Cell:
    """A share in words."""
    low, high = share.interval
    return Cell(
        text=_percent(share.value) if share.total else "–",
        counts=f"{share.count:,} / {share.total:,}",
        interval=f"{round(low * 100)}–{round(high * 100)} %" if share.is_enough else "",
        percent=round(share.value * 100),
        low=round(low * 100),
        high=round(high * 100),
        is_enough=share.is_enough,
    )


def parts_of_results(funnel: Funnel, version: Version, offers: Mapping[str, str], language: str) -> tuple[ScriptPart, ...]:
    """Every step in the order of the text, the script's own first, then those of the sub-scripts that calls came to."""
    parts = []
    for script, outline in version.outlines.items():
        known = {each.step: each for each in funnel.steps if each.script == script}
        if script != version.script and not known:
            continue
        rows = tuple(
            step_result(known.pop(row.id), version, offers, language, kind=row.kind)
            if row.id in known
            else StepResult(row.id, row.title, row.kind)
            for row in outline.rows
        )
        # What the text does not have as a step: where a run goes that cannot go on.
        rest = tuple(step_result(each, version, offers, language) for each in known.values())
        parts.append(ScriptPart("" if script == version.script else script, rows + rest))
    return tuple(parts)


def step_result(figures: StepFigures, version: Version, offers: Mapping[str, str], language: str, *, kind: str = "say") -> StepResult:
    """One step's figures in words."""
    return StepResult(
        id=figures.step,
        title=version.title(figures.script, figures.step),
        kind=kind,
        reached=cell_of(figures.reached),
        left=cell_of(figures.left),
        seconds=seconds_words(figures.seconds),
        slow=seconds_words(figures.slow),
        ways=tuple(_ways(figures, version, language)),
        offers=offer_lines(figures.offers, offers),
    )


def _ways(figures: StepFigures, version: Version, language: str) -> Iterator[WayRow]:
    place = (figures.script, figures.step)
    if figures.answers:
        yield from (WayRow(version.label(*place, each.to), cell_of(each.share)) for each in figures.answers)
    elif len(figures.ways) > 1 or figures.exits:
        yield from (WayRow(f"→ {_target(each, version)}", cell_of(each.share)) for each in figures.ways)
    for each in figures.exits:
        name = "hung_up" if each.to == "customer_hung_up" else each.to
        yield WayRow(word(EXITS, name, language), cell_of(each.share))


def _target(way: Way, version: Version) -> str:
    script, _, step = way.to.rpartition("/")
    return version.title(script, step)


def offer_lines(figures: Iterable[OfferFigures], names: Mapping[str, str]) -> tuple[OfferLine, ...]:
    """Offers by name."""
    return tuple(OfferLine(names.get(each.key, each.key), cell_of(each.accepted)) for each in figures)


def group_rows(groups: Iterable[Group], names: Mapping[str, str]) -> tuple[GroupRow, ...]:
    """Teams or vendors, those with the most calls first; never ranked by a share that few calls make."""
    ordered = sorted(groups, key=lambda each: (-each.finished.total, names.get(each.id, each.id)))
    return tuple(GroupRow(names.get(each.id, each.id), cell_of(each.finished), seconds_words(each.seconds)) for each in ordered)


def compare(here: Funnel, there: Funnel, version: Version) -> tuple[Compared, ...]:
    """Both versions' figures side by side: came to the end (without a label), and for each step of both, how often calls left there.

    Differences that chance could make are told as such, and are not called better or worse.
    """
    rows = [_compared("", here.finished, there.finished)]
    for each in here.steps:
        other = there.at(each.script, each.step)
        if other is not None and (each.left.count or other.left.count):
            rows.append(_compared(version.title(each.script, each.step), each.left, other.left))
    return tuple(rows)


def _compared(label: str, here: Share, there: Share) -> Compared:
    found = difference(here, there)
    verdict = "few" if not found.is_enough else "unclear" if not found.is_seen else "higher" if found.value > 0 else "lower"
    shown = f"{_signed(found.value)} ({_signed(found.low)} … {_signed(found.high)})" if found.is_enough else ""
    return Compared(label, cell_of(here), cell_of(there), shown, verdict)


def overlay_of(funnel: Funnel, drawn: ScriptMap, script: str) -> dict[str, Any]:
    """What the studio paints on its outline and map: how many of the calls came to each step and took each way."""
    steps = {}
    for each in (each for each in funnel.steps if each.script == script):
        loses = each in funnel.worst
        text = _percent(each.reached.value) + (f" ▾{_percent(each.left.value)}" if each.left.count else "")
        counts = f"{each.reached.count} / {each.reached.total}"
        steps[each.step] = {"share": each.reached.value, "text": text, "tone": "bad" if loses else "", "words": counts}
    edges = {}
    for way in drawn.edges:
        figures = funnel.at(script, way.source)
        share = _share_of_edge(figures, way.name, f"{script}/{way.target}", drawn) if figures else None
        if share is not None:
            edges[f"{way.source}/{way.name}"] = {"share": share.value, "text": _percent(share.value)}
    return {"name": "results", "calls": funnel.calls, "steps": steps, "edges": edges}


def _share_of_edge(figures: StepFigures, name: str, target: str, drawn: ScriptMap) -> Share | None:
    """An answer's own share; else that of the next step, where only one way of this step leads there."""
    if found := next((answer.share for answer in figures.answers if answer.to == name), None):
        return found
    same = [way for way in drawn.edges if way.source == figures.step and f"{figures.script}/{way.target}" == target]
    return next((way.share for way in figures.ways if way.to == target), None) if len(same) == 1 else None


def seconds_words(seconds: float | None) -> str:
    """A stay as minutes and seconds."""
    return "" if seconds is None else f"{round(seconds) // 60}:{round(seconds) % 60:02d}"


def _percent(value: float) -> str:
    return f"{round(value * 100)} %"


def _signed(value: float) -> str:
    whole = round(value * 100)
    return f"{MINUS if whole < 0 else '+'}{abs(whole)}"
