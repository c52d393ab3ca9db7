"""A script written by hand that the studio's tests edit, and how its requests are sent."""

import json
from typing import Any

from flows.publishing.frozen import sha256_of
from workspace.wiring.parts import Parts

KEY = "welcome"
SCRIPT = """\
# Welcome: by hand
script: welcome
spec: 1
languages: [en, zh]   # both
start: greet
steps:
  greet:   # the first words
    say: {en: "Hello, this is Cuecard.", zh: 您好，这里是 Cuecard。}
    next: wrap

  # the last one
  wrap:
    wrapup: {dispositions: [sold]}
"""
JSON = {"accept": "application/json"}


def begin(parts: Parts, person: Any, source: str = SCRIPT, key: str = KEY) -> str:
    """Put a text under a key as the draft it begins with; returns its sha256."""
    fingerprint = sha256_of(source)
    with parts.units.begin() as unit:
        assert unit.scripts.save_draft(key, "script", source, fingerprint, based_on="", person_id=person.person_id)
    return fingerprint


def ask(person: Any, noun: str, key: str = KEY, **fields: Any) -> Any:
    """Send a request of the studio."""
    sent = {name: json.dumps(value) if isinstance(value, dict) else value for name, value in fields.items()}
    return person.post(f"/scripts/{key}/{noun}", sent, **JSON)


def state(person: Any, key: str = KEY) -> Any:
    """What the studio says that stands."""
    return person.get(f"/scripts/{key}/state").json()
