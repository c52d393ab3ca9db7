"""The studio: an edit, a typed text and a check of scripts of 100 and 300 steps, from request to answer at a real `cuecard serve`."""

import http.client
import json
from collections.abc import Callable
from itertools import count
from typing import Any
from urllib.parse import urlencode

from benchmarks.long_script import long_script
from benchmarks.measure import Times, cpu_of, goal, line, ms, timed, title, with_children
from benchmarks.stage import furnished_stage, serving, signed_in
from flows.frozen import sha256_of
from workspace.settings import Settings
from workspace.wiring import Parts, Person, new_token

SIZES, ROUNDS, WARM_UP = (100, 301), 25, 3
GOAL = 0.200


class Page:
    """A supervisor's open studio: sends what its page sends, and knows the text that stands."""

    def __init__(self, settings: Settings, token: str, person: Person, key: str, source: str) -> None:
        self._http = http.client.HTTPConnection("127.0.0.1", settings.port)
        self._headers = {
            "Cookie": f"cuecard_session={token}",
            "Origin": f"http://127.0.0.1:{settings.port}",
            "Accept": "application/json",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        self._csrf = person.csrf
        self._key = key
        self._numbers = count()
        self.source, self.sha256 = source, sha256_of(source)

    def _ask(self, method: str, noun: str, **fields: object) -> Any:
        body = urlencode({"csrf": self._csrf, "key": new_token(), **fields}) if method == "POST" else None
        self._http.request(method, f"/scripts/{self._key}/{noun}", body, self._headers)
        response = self._http.getresponse()
        text = response.read()
        if response.status != 200:
            raise AssertionError(f"{response.status} at {noun}: {text[:300]!r}")
        told = json.loads(text)
        self.source, self.sha256 = told.get("source", self.source), told.get("sha256", self.sha256)
        return told

    def close(self) -> None:
        """Hang up, so that the server can end."""
        self._http.close()

    def edit(self) -> None:
        """Other words in a step, as a form sends them."""
        edit = {"op": "set_text", "path": ["steps", "words_30", "say", 0], "language": "en", "text": f"The words of {next(self._numbers)}."}
        self._ask("POST", "edits", edit=json.dumps(edit), based_on=self.sha256)

    def type_on(self) -> None:
        """The whole text after one more line, as the text's editor saves it."""
        self._ask("POST", "drafts", source=f"{self.source}# {next(self._numbers)}\n", based_on=self.sha256)

    def check(self) -> None:
        """A text that nobody saw before, checked while it is typed."""
        told = self._ask("POST", "checks", source=f"{self.source}# check {next(self._numbers)}\n")
        if told["errors"]:
            raise AssertionError(told["problems"][:3])

    def undo(self) -> None:
        """The newest entry taken back."""
        self._ask("POST", "undo", based_on=self.sha256)

    def state(self) -> None:
        """What stands, asked for again."""
        self._ask("GET", "state")


def measured(name: str, work: Callable[[], None], tree: list[int]) -> Times:
    """So many of one request, with the server's CPU time for one."""
    for _ in range(WARM_UP):
        work()
    used = cpu_of(tree)
    ours = Times([timed(work) for _ in range(ROUNDS)])
    line(f"{name}, p50", ms(ours.p50), f"p95 {ms(ours.p95)}, CPU of cuecard serve {ms((cpu_of(tree) - used) / ROUNDS)}")
    return ours


def opened(settings: Settings, parts: Parts, steps: int) -> Page:
    """A draft of so many steps, open."""
    key, source = f"long_{steps}", long_script(steps).replace("script: long_script", f"script: long_{steps}")
    token = signed_in(parts, "supervisor")
    with parts.units.begin() as unit:
        person = unit.sessions.find(token)
        if person is None:
            raise AssertionError("the session was just opened")
        unit.scripts.save_draft(key, "script", source, sha256_of(source), based_on="", person_id=person.id)
    return Page(settings, token, person, key, source)


def main() -> None:
    """Each request of each size by itself."""
    title("studio: one change of a long script, checked, with its outline")
    slowest = 0.0
    with furnished_stage() as (settings, parts), serving(settings) as server:
        for steps in SIZES:
            page, tree = opened(settings, parts, steps), with_children(server)
            edits = measured(f"{steps} steps: an edit", page.edit, tree)
            typed = measured(f"{steps} steps: the whole text typed", page.type_on, tree)
            checks = measured(f"{steps} steps: a check", page.check, tree)
            measured(f"{steps} steps: the state again", page.state, tree)
            slowest = max(slowest, edits.p50, typed.p50, checks.p50)
            line(f"{steps} steps: undo", ms(timed(page.undo)))
            page.close()
    goal(f"each change and check ≤ {ms(GOAL)}, p50 of the slowest", met=slowest <= GOAL, figure=ms(slowest))


if __name__ == "__main__":
    main()
