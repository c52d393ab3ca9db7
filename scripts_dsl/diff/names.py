"""Variables that were renamed between two versions: which they are, and the old version's parts in the new names."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from scripts_dsl.diff.parts import STEP, Key, Part, Trait
from scripts_dsl.editing.variables import mentions_in_words

VARIABLES = frozenset({"variable", "parameter", "field"})
"""Kinds of parts that declare a variable."""
_NAMES = frozenset({"save_as", "gives", "taken"})
"""Traits whose values name variables."""
_WORD = re.compile(r"[a-z][a-z0-9_]*")
Place = tuple[Key, ...]


def renamed_variables(old: Part, new: Part) -> dict[str, str]:
    """The variables that only one version has, by what the other calls them: of the same kind, and used where that one is.

    Most uses of the one must be uses of the other: a variable that took the place of another in a single sentence is none renamed. How
    steps are called makes no difference where they changed names too.
    """
    before, after = declared_in(old), declared_in(new)
    gone = [name for name in before if name not in after]
    come = [name for name in after if name not in before]
    if not gone or not come:
        return {}
    steps = old.of_kind(STEP).keys() & new.of_kind(STEP).keys()
    uses_before, uses_after = _uses(old, gone, steps), _uses(new, come, steps)
    found: dict[str, str] = {}
    for name in gone:
        alike = [each for each in come if each not in found.values() and _type_of(before[name]) == _type_of(after[each])]
        best = max(alike, key=lambda each: len(uses_before[name] & uses_after[each]), default=None)
        if best is not None and 2 * len(uses_before[name] & uses_after[best]) > len(uses_before[name] | uses_after[best]):
            found[name] = best
    return found


def in_names(part: Part, names: Mapping[str, str]) -> Part:
    """A part whose traits and parts speak of variables by other names; what is shown of it stays as it was written."""
    if not names:
        return part
    traits = {key: Trait(_value_in(key[0], trait.value, names), trait.shown) for key, trait in part.traits.items()}
    parts = {_key_in(key, names): in_names(each, names) for key, each in part.parts.items()}
    return replace(part, traits=traits, parts=parts)


def declared_in(part: Part) -> dict[str, Part]:
    """The parts that declare the variables of a script, by name; of a variable with a place of its own that one."""
    found: dict[str, Part] = {}
    for (kind, name), each in part.parts.items():
        if kind in VARIABLES:
            found[name] = each
        elif kind == STEP:
            found = {**declared_in(each), **found}
    return found


def _type_of(part: Part) -> object:
    """What a variable can hold: its type, and the values of a closed list."""
    type_ = part.traits.get(("type", ""))
    return type_.value if type_ else None, tuple(part.of_kind("choice"))


def _uses(part: Part, names: list[str], steps: Collection[Key]) -> dict[str, set[Place]]:
    """Where each of these variables is declared and used: parts and traits, steps by name if both versions have them."""
    found: dict[str, set[Place]] = {name: set() for name in names}
    for place, name in _places(part, (), steps):
        if name in found:
            found[name].add(place)
    return found


def _places(part: Part, at: Place, steps: Collection[Key]) -> Iterator[tuple[Place, str]]:
    for key, trait in part.traits.items():
        yield from (((*at, key), name) for name in _named(key[0], trait.value))
    for (kind, name), each in part.parts.items():
        if kind in VARIABLES:
            # a variable is in its place whatever it is called
            yield (*at, (kind, "")), name
            yield from _places(each, (*at, (kind, "")), steps)
        else:
            yield from _places(each, (*at, (kind, name if kind != STEP or (kind, name) in steps else "")), steps)


def _named(trait: str, value: object) -> Iterator[str]:
    """The variables that a trait speaks of."""
    if isinstance(value, str):
        if trait in _NAMES:
            yield value
        elif "${" in value:
            yield from _words_of(value)
    elif isinstance(value, tuple):
        if trait == "taken":
            yield from (str(pair[0]) for pair in value)
        elif trait in _NAMES:
            yield from map(str, value)
        elif len(value) == 2 and value[0] == "name":
            yield str(value[1]).partition(".")[0]
        else:
            for each in value:
                yield from _named("", each)


def _words_of(text: str) -> Iterator[str]:
    """Every word of a text that is read as a variable."""
    for word in dict.fromkeys(_WORD.findall(text)):
        if any(mentions_in_words(text, word)):
            yield word


def _value_in(trait: str, value: object, names: Mapping[str, str]) -> object:
    """The value of a trait in other names."""
    if isinstance(value, str):
        if trait in _NAMES:
            return names.get(value, value)
        return _text_in(value, names) if "${" in value else value
    if not isinstance(value, tuple):
        return value
    if trait == "taken":
        return tuple(sorted((names.get(ours, ours), theirs) for ours, theirs in value))
    if trait in _NAMES:
        return tuple(sorted(names.get(str(each), str(each)) for each in value))
    if len(value) == 2 and value[0] == "name":
        head, dot, rest = str(value[1]).partition(".")
        return "name", f"{names.get(head, head)}{dot}{rest}"
    return tuple(_value_in("", each, names) for each in value)


def _text_in(text: str, names: Mapping[str, str]) -> str:
    found = sorted(((start, end, new) for old, new in names.items() for start, end in mentions_in_words(text, old)), reverse=True)
    for start, end, new in found:
        text = f"{text[:start]}{new}{text[end:]}"
    return text


def _key_in(key: Key, names: Mapping[str, str]) -> Key:
    return (key[0], names.get(key[1], key[1])) if key[0] in VARIABLES else key
