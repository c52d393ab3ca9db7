"""The world of a test as it is written: mocks of actions and sub-scripts, and the offers there are."""

from collections.abc import Iterable, Mapping

from scripts_dsl.catalogue import ActionSignature
from scripts_dsl.catalogue.builtins import OFFER
from scripts_dsl.problem import Words
from scripts_dsl.reading import MAP_WANTED, Reading
from scripts_dsl.script import DoStep, OfferStep, Script
from scripts_dsl.source.nodes import Entry, ListNode, MapNode, Node, TextNode
from scripts_dsl.testing import NONE, Answered, Outside, Returned, Terms
from scripts_dsl.testing.values import is_nothing, plain, typed_map
from scripts_dsl.types import ListType, present

SLOT = "slot/"
_MOCK: Words = {"en": "a mock", "zh": "模拟"}
_OFFER: Words = {"en": "an offer of a test", "zh": "测试里的推荐"}
_WORDS = ("name", "treatment", "why")
_VALUES = ("kind", "price", "term", "cooling_off", "valid_until")
_DONE = frozenset({"ok", "done", "yes", "true"})


class OutsideReading:
    """Reads what tests of one script say about the outside."""

    def __init__(self, reading: Reading, script: Script) -> None:
        self._reading = reading
        self._script = script
        steps = [step for each in (script, *script.subscripts.values()) for step in each.steps.values()]
        self._asked = sorted({step.action for step in steps if isinstance(step, DoStep)})
        self._slots = sorted({step.slot for step in steps if isinstance(step, OfferStep) and step.slot})

    def read(self, mocks: Node | None, offers: Node | None, described: Iterable[str] = ()) -> Outside:
        """Mocks and offers; `described` are the offers that are known beside these."""
        actions: dict[str, tuple[Answered, ...]] = {}
        scripts: dict[str, tuple[Returned, ...]] = {}
        for entry in self._entries(mocks, "mocks"):
            name = entry.key.text
            if "/" in name or name in self._script.subscripts:
                returned = self._script_mock(entry)
                if returned is not None:
                    scripts[name] = returned
            else:
                answered = self.action_mock(entry)
                if answered is not None:
                    actions[name] = answered
        named, slots = self._offers(offers, frozenset(described))
        return Outside(actions, scripts, named, slots)

    def action_mock(self, entry: Entry) -> tuple[Answered, ...] | None:
        """What an action answers, in order; None after telling that there is no such action."""
        name, node = entry.key.text, entry.value
        signature = self._reading.catalogue.actions.get(name)
        if signature is None:
            known = (*self._asked, *self._script.subscripts, *self._reading.catalogue.actions)
            self._reading.tell("S031", entry.key.at, meant=self._reading.close(name, known), action=name)
            return None
        if isinstance(node, ListNode) and not self._is_one_list(signature, node):
            return tuple(self.answer(signature, each) for each in node) or (Answered("done"),)
        return (self.answer(signature, node),)

    def _is_one_list(self, signature: ActionSignature, node: ListNode) -> bool:
        """Whether the list is one result and not several answers."""
        if signature.result is None or not isinstance(present(signature.result), ListType):
            return False
        return not any(isinstance(each, ListNode) or is_nothing(each) or _is_word(each) for each in node)

    def answer(self, signature: ActionSignature, node: Node) -> Answered:
        """One answer of an action."""
        reading = self._reading
        if isinstance(node, MapNode) and _is_word(node):
            entry = node.entries[0]
            if entry.key.text == "error":
                return Answered("error", error=self.error(signature, entry.value))
            if entry.key.text == "wait":
                return Answered("wait" if reading.truth(entry) else "done")
            found = reading.fields(node, _MOCK, ("result", "confirmation_needed")) or {}
            result = self.result(signature, found["result"].value) if "result" in found else None
            return Answered("done", result, confirmation_needed=reading.truth(found.get("confirmation_needed")))
        return Answered("done", self.result(signature, node))

    def result(self, signature: ActionSignature, node: Node) -> object:
        """The result of an action; one that gives none is just done."""
        if signature.result is not None:
            return plain(self._reading, node, signature.result, signature.name)
        if not is_nothing(node) and not (isinstance(node, TextNode) and node.text in _DONE):
            self._reading.tell("S003", node.at, field=signature.name, wanted={"en": "ok or {error: ...}", "zh": "ok 或 {error: ...}"})
        return None

    def error(self, signature: ActionSignature, node: Node) -> str:
        """An error kind the action can give."""
        kind = self._reading.text(node, "error") or ""
        if kind and kind not in signature.error_kinds:
            meant = self._reading.close(kind, signature.error_kinds)
            self._reading.tell("S031/error", node.at, meant=meant, action=signature.name, kind=kind)
        return kind

    def signature(self, action: str) -> ActionSignature:
        """The signature of an action that a step of the script asks for."""
        return self._reading.catalogue.actions[action]

    def _script_mock(self, entry: Entry) -> tuple[Returned, ...] | None:
        """How a sub-script returns, in order; empty when it is really walked."""
        sub = self._script.subscripts.get(entry.key.text)
        if sub is None:
            meant = self._reading.close(entry.key.text, tuple(self._script.subscripts))
            self._reading.tell("S026/script", entry.key.at, meant=meant, name=entry.key.text)
            return None
        node = entry.value
        if isinstance(node, MapNode) and node.entry("walk"):
            found = self._reading.fields(node, _MOCK, ("walk",)) or {}
            self._reading.truth(found.get("walk"))
            return ()
        items = node.items if isinstance(node, ListNode) else (node,)
        made = [self._returned(sub, each) for each in items]
        return tuple(each for each in made if each is not None) or None

    def _returned(self, sub: Script, node: Node) -> Returned | None:
        reading = self._reading
        way: Node | None = node
        gives: dict[str, object] = {}
        if isinstance(node, MapNode):
            found = reading.fields(node, _MOCK, ("way", "gives"), ("way",)) or {}
            way = found["way"].value if "way" in found else None
            types = {name: sub.scope[name] for name in sub.gives}
            gives = typed_map(reading, found["gives"].value, types, "gives", "S026/gift", name=sub.name) if "gives" in found else {}
        text = reading.text(way, "way")
        if text is None or way is None:
            return None
        if text not in sub.ways_out:
            reading.tell("S026/unknown_way", way.at, meant=reading.close(text, sub.ways_out), name=sub.name, way=text)
            return None
        return Returned(text, gives)

    def _offers(
        self, node: Node | None, described: frozenset[str]
    ) -> tuple[dict[str, tuple[Terms | None, ...]], dict[str, tuple[str | None, ...]]]:
        entries = list(self._entries(node, "offers"))
        named = {each.key.text: self._terms(each) for each in entries if not each.key.text.startswith(SLOT)}
        known = described | named.keys()
        slots: dict[str, tuple[str | None, ...]] = {}
        for entry in entries:
            if entry.key.text.startswith(SLOT):
                slot = entry.key.text.removeprefix(SLOT)
                if slot not in self._slots:
                    self._reading.tell("S020/slot", entry.key.at, meant=self._reading.close(slot, self._slots), target=slot)
                slots[slot] = self._in_slot(entry, known)
        return named, slots

    def _in_slot(self, entry: Entry, known: Iterable[str]) -> tuple[str | None, ...]:
        found: list[str | None] = []
        for each in entry.value.items if isinstance(entry.value, ListNode) else (entry.value,):
            name = self._reading.text(each, entry.key.text)
            if name is not None and name != NONE and name not in known:
                self._reading.tell("S020/offer", each.at, meant=self._reading.close(name, tuple(known)), target=name)
            if name is not None:
                found.append(None if name == NONE else name)
        return tuple(found) or (None,)

    def _terms(self, entry: Entry) -> tuple[Terms | None, ...]:
        items = entry.value.items if isinstance(entry.value, ListNode) else (entry.value,)
        return tuple(self._one_offer(each) for each in items) or (None,)

    def _one_offer(self, node: Node) -> Terms | None:
        if isinstance(node, TextNode) and node.text == NONE:
            return None
        found = self._reading.fields(node, _OFFER, (*_WORDS, *_VALUES)) or {}
        name, treatment, why = (self._words(found.get(each)) for each in _WORDS)
        values = {each: plain(self._reading, found[each].value, OFFER.fields[each].type, each) for each in _VALUES if each in found}
        return Terms(name, treatment, why, values)

    def _words(self, entry: Entry | None) -> Mapping[str, str]:
        """A text per language; a bare one serves in all."""
        if entry is None:
            return {}
        if isinstance(entry.value, MapNode):
            found = self._reading.fields(entry.value, {"en": "a text", "zh": "文字"}, self._reading.languages) or {}
            return {language: each.value.text for language, each in found.items() if isinstance(each.value, TextNode)}
        text = self._reading.text(entry.value, entry.key.text)
        return {} if text is None else dict.fromkeys(self._reading.languages, text)

    def _entries(self, node: Node | None, what: str) -> tuple[Entry, ...]:
        if node is None or is_nothing(node):
            return ()
        if isinstance(node, MapNode):
            return node.entries
        self._reading.tell("S003", node.at, field=what, wanted=MAP_WANTED)
        return ()


def _is_word(node: Node) -> bool:
    """Whether a map says something about the answer instead of being the result: error, wait, or a confirmation to come."""
    if not isinstance(node, MapNode) or not node.entries:
        return False
    keys = {entry.key.text for entry in node}
    return keys in ({"error"}, {"wait"}) or "confirmation_needed" in keys
