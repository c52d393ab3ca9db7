"""What changed between two versions of a script, in words: "answer 'No' of step reason now goes to wrap"."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from scripts_dsl.diff.names import declared_in, in_names, renamed_variables
from scripts_dsl.diff.parts import LISTED, STEP, TARGET, Key, Part, Trait, renamed
from scripts_dsl.diff.steps import script_part
from scripts_dsl.diff.words import NO, NONE, ORDERED, SENTENCES, YES, part_words, sentence, trait_words
from scripts_dsl.script import Script
from scripts_dsl.types import Words

SAME: Words = SENTENCES["same"]
"""What is said where nothing changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that a call, or the person who answers for it, would notice.

    `step`: the step it happened at, by its new name; None around the steps · `line_old`, `line_new`: where it stands in each text, None
    where it does not · `kind`: added, removed, renamed, moved, way, words, order or changed · `script`: the sub-script it happened in,
    empty for the script itself.
    """

    step: str | None
    line_old: int | None
    line_new: int | None
    kind: str
    sentences: Words
    script: str = ""

    def sentence(self, language: str = "en") -> str:
        """The sentence in that language, English where there is none."""
        return self.sentences.get(language, self.sentences["en"])

    def to_json(self, language: str = "en") -> dict[str, Any]:
        """The change as JSON, its sentence in that language."""
        return {
            "script": self.script or None,
            "step": self.step,
            "line_old": self.line_old,
            "line_new": self.line_new,
            "kind": self.kind,
            "sentence": self.sentence(language),
        }


def compare(old: Script, new: Script) -> tuple[Change, ...]:
    """What changed, in the order of the new text; then what changed in sub-scripts that both versions call. None where it is only form."""
    changes = [*_Comparison("").of_scripts(old, new)]
    for name in old.subscripts.keys() & new.subscripts.keys():
        changes += _Comparison(name).of_scripts(old.subscripts[name], new.subscripts[name])
    return tuple(sorted(changes, key=lambda each: (each.script, each.line_new or each.line_old or 0)))


@dataclass(frozen=True, slots=True)
class _Pair:
    """The same part in both versions, with how it is called and the step it belongs to."""

    old: Part
    new: Part
    called: Words
    step: str | None


class _Comparison:
    """One script in two versions; `renames` leads from the old names of steps to the new ones."""

    def __init__(self, script: str) -> None:
        self.script = script
        self.renames: dict[str, str] = {}

    def of_scripts(self, old: Script, new: Script) -> Iterator[Change]:
        """Everything that changed."""
        before, after = script_part(old), script_part(new)
        names, declared = renamed_variables(before, after), declared_in(before)
        for former, now in names.items():
            place = declared[former], declared_in(after)[now]
            yield self._change("renamed", None, *place, "renamed/variable", old={"en": former, "zh": former}, new={"en": now, "zh": now})
        before = in_names(before, names)
        self.renames = _renames(before.of_kind("step"), after.of_kind("step"))
        for former, now in self.renames.items():
            place = before.parts["step", former], after.parts["step", now]
            yield self._change("renamed", now, *place, "renamed", old={"en": former, "zh": former}, new={"en": now, "zh": now})
        name: Words = {"en": self.script, "zh": self.script} if self.script else {}
        yield from self._of(_Pair(before, after, name, None))

    def _of(self, pair: _Pair) -> Iterator[Change]:
        """What changed in a part, then in its own parts."""
        if ("kind", "") in pair.old.traits and pair.old.traits["kind", ""] != pair.new.traits["kind", ""]:
            yield self._trait(pair, ("kind", ""))  # of a step of another kind nothing else compares
            return
        for key in dict.fromkeys((*pair.old.traits, *pair.new.traits)):
            if self._value(pair.old.traits.get(key)) != _value(pair.new.traits.get(key)):
                yield self._trait(pair, key)
        kinds = dict.fromkeys(kind for kind, _ in (*pair.old.parts, *pair.new.parts))
        for kind in kinds:
            old, new = pair.old.of_kind(kind), pair.new.of_kind(kind)
            yield from self._listed(pair, old, new) if kind in LISTED else self._named(pair, kind, old, new)

    def _trait(self, pair: _Pair, key: Key) -> Change:
        """One trait that changed, appeared or went."""
        name, qualifier = key
        old, new = pair.old.traits.get(key), pair.new.traits.get(key)
        kind = {TARGET: "way", "section": "moved"}.get(name, "words" if qualifier else "changed")
        none = NO if YES in (old and old.shown, new and new.shown) else NONE
        shown: dict[str, Words] = {"old": old.shown if old is not None else none, "new": new.shown if new is not None else none}
        if name == TARGET:
            variant = "way/set" if old is None else "way/unset" if new is None else "way"
        elif name == "section":
            variant = "moved/in" if old is None else "moved/out" if new is None else "moved"
        else:
            variant = "changed" if pair.called else "changed/script"
            shown["trait"] = trait_words(name, qualifier)
        return self._change(kind, pair.step, pair.old, pair.new, variant, subject=pair.called, **shown)

    def _named(self, pair: _Pair, kind: str, old: Mapping[Key, Part], new: Mapping[Key, Part]) -> Iterator[Change]:
        """Parts that are known by their names."""
        follow = {self._key(key): key for key in old}
        for key, part in old.items():
            if self._key(key) not in new and kind != "section":
                yield self._alone("removed", pair, key, part)
        for key, part in new.items():
            if key in follow:
                step = key[1] if kind == STEP else pair.step
                yield from self._of(_Pair(old[follow[key]], part, part_words(part.name, pair.called), step))
            elif kind != "section":
                yield self._alone("added", pair, key, part)
        before, after = [key for key in follow if key in new], [key for key in new if key in follow]
        if kind in ORDERED and before != after:
            listed = {language: "、".join(new[key].detail.get(language, key[1]) for key in after) for language in ("en", "zh")}
            shown = {**listed, "en": listed["en"].replace("、", ", ")}
            variant = "order" if pair.called else "order/script"
            yield self._change("order", pair.step, pair.old, pair.new, variant, parts=ORDERED[kind], subject=pair.called, new=shown)

    def _listed(self, pair: _Pair, old: Mapping[Key, Part], new: Mapping[Key, Part]) -> Iterator[Change]:
        """Parts that are known by their place: what stayed the same is found first, what lies between is paired in order."""
        before, after = list(old.items()), list(new.items())
        essences = [part.essence(self._renamed) for _, part in before], [part.essence(str) for _, part in after]
        for same, start, end, begin, stop in SequenceMatcher(None, *essences, autojunk=False).get_opcodes():
            if same == "equal":
                continue
            both = min(end - start, stop - begin)
            for (_, former), (_, now) in zip(before[start : start + both], after[begin : begin + both], strict=True):
                yield from self._of(_Pair(former, now, part_words(now.name, pair.called), pair.step))
            for key, part in before[start + both : end]:
                yield self._alone("removed", pair, key, part)
            for key, part in after[begin + both : stop]:
                yield self._alone("added", pair, key, part)

    def _alone(self, kind: str, pair: _Pair, key: Key, part: Part) -> Change:
        """A part that only one version has."""
        step = key[1] if key[0] == STEP else pair.step
        target = part.traits.get((TARGET, "")) if kind == "added" and key[0] != STEP else None
        detail = part.detail if key[0] in LISTED else None
        subject = part_words(part.name or {"en": "spoken words", "zh": "要说的话"}, pair.called, detail)
        if kind == "removed":
            return self._change(kind, step, part, None, kind, subject=subject)
        if target is None:
            return self._change(kind, step, None, part, kind, subject=subject)
        return self._change(kind, step, None, part, "added/way", subject=subject, new=target.shown)

    def _change(self, kind: str, step: str | None, before: Part | None, after: Part | None, variant: str, /, **facts: Words) -> Change:
        return Change(
            step=step,
            line_old=None if before is None else before.line,
            line_new=None if after is None else after.line,
            kind=kind,
            sentences=sentence(variant, **facts),
            script=self.script,
        )

    def _renamed(self, step: str) -> str:
        return self.renames.get(step, step)

    def _key(self, key: Key) -> Key:
        return (STEP, self._renamed(key[1])) if key[0] == STEP else key

    def _value(self, trait: Trait | None) -> object:
        """An old value, in the new names of steps."""
        return None if trait is None else renamed(trait.value, self._renamed)


def _renames(old: Mapping[Key, Part], new: Mapping[Key, Part]) -> dict[str, str]:
    """Steps that kept their body and changed their name; how other steps are called makes no difference where they changed names too."""
    gone = [key for key in old if key not in new]
    come = [key for key in new if key not in old]
    changing = {name for _, name in (*gone, *come)}

    def masked(step: str) -> str:
        return "" if step in changing else step

    found: dict[str, str] = {}
    for key in gone:
        body = old[key].essence(masked)
        match = next((each for each in come if each[1] not in found.values() and new[each].essence(masked) == body), None)
        if match is not None:
            found[key[1]] = match[1]
    return found


def _value(trait: Trait | None) -> object:
    return None if trait is None else trait.value
