"""The keys of the desk: what each is delivered as, and what a person may have instead (WCAG 2.1.4).

A chord is written as the browser names it: "Alt+KeyP", "Ctrl+Shift+Digit1", "F2". "?" and "Enter" stand alone, as delivered only.
"""

import re
from collections.abc import Mapping

DELIVERED = (
    "Enter",
    "Alt+KeyS",
    "Alt+ArrowLeft",
    "Alt+KeyJ",
    "Alt+KeyX",
    "Alt+KeyP",
    "Alt+KeyC",
    "Alt+KeyO",
    "Alt+KeyK",
    "Alt+KeyN",
    "Alt+KeyW",
    "Alt+KeyT",
    "Alt+KeyG",
    "Alt+KeyD",
    "Ctrl+KeyK",
    "?",
)
"""Every key as delivered, in the order of the list; each stands for what it does (templates/desk/_shortcuts.html says it in words)."""
OFF = ""
DIGITS = ("plain", "alt")
"""How answers are picked: 1 to 9 while their panel has the focus, or Alt and 1 to 9 from anywhere."""
CHORD = re.compile(r"(?:Ctrl\+(?:Alt\+)?|Alt\+)(?:Shift\+)?(?:Key[A-Z]|Digit[0-9]|Arrow(?:Left|Right|Up|Down))|F(?:[1-9]|1[0-2])")
"""What may be chosen. A letter alone may not: it would fire while somebody dictates or leans on the keyboard."""


def wrong_keys(chosen: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with a choice of keys, by the delivered key: `format`, or `taken` where two would do different things."""
    wrong: dict[str, str] = {}
    owner: dict[str, str] = {}
    for delivered in DELIVERED:
        chord = chosen.get(delivered, delivered)
        if chord == OFF:
            continue
        if chord != delivered and not CHORD.fullmatch(chord):
            wrong[delivered] = "format"
        elif chord in owner:
            wrong[delivered] = "taken"
        owner.setdefault(chord, delivered)
    return wrong


def changed_keys(chosen: Mapping[str, str]) -> dict[str, str]:
    """The keys that differ from the delivered ones: all that is stored."""
    return {delivered: chosen[delivered] for delivered in DELIVERED if chosen.get(delivered, delivered) != delivered}


def key_words(chord: str) -> str:
    """A chord as it is printed on a screen: "Alt P", "Ctrl Shift 1"; empty when it is off."""
    arrows = {"ArrowLeft": "←", "ArrowRight": "→", "ArrowUp": "↑", "ArrowDown": "↓"}
    return " ".join(arrows.get(part, part.removeprefix("Key").removeprefix("Digit")) for part in chord.split("+"))
