"""Where a step's form says one arrives from: everything that leads to the step, each way in the words that its own form has for it."""

from scripts_dsl.editing import FieldPath, references_to
from scripts_dsl.source.nodes import ListNode, MapNode, Node, TextNode
from workspace.studio.checks import document_of
from workspace.studio.forms.controls import Arrival
from workspace.studio.forms.known import Known
from workspace.studio.forms.making import entries_of, text_of
from workspace.studio.forms.way_fields import known_labels
from workspace.studio.forms.words import PARTS


def arrivals(known: Known, step: str) -> tuple[Arrival, ...]:
    """Everything that leads to a step."""
    titles = {row.id: row.title for row in known.rows}
    found = []
    for each in references_to(document_of(known.text), step):
        if not each.is_way:
            continue
        first, name = str(each.path[0]), str(each.path[1]) if len(each.path) > 1 else ""
        if first == "steps":
            found.append(Arrival(name, titles.get(name, name), _way(known, name, each.path[2:])))
        elif first == "start":
            found.append(Arrival("", known.phrase("start"), ""))
        else:
            found.append(Arrival("", known.phrase("exit" if first == "exits" else "objection") % name, ""))
    return tuple(dict.fromkeys(found))


def _way(known: Known, step: str, path: FieldPath) -> str:
    """A way out of a step as the form of that step calls it; empty where the step has no other."""
    field, inner = str(path[0]), path[1] if len(path) > 1 else ""
    if field == "answers":
        return _label(known, step, str(inner))
    if field == "branch":
        return PARTS["else"].label[known.language] if path[-1] == "else" else str(int(inner or 0) + 1)
    if field == "returns":
        return known.phrase("way_out") % inner
    part = PARTS.get(str(inner)) if inner else PARTS["failure"] if field == "on_error" else None
    return part.label[known.language] if part is not None else str(inner)


def _label(known: Known, step: str, answer: str) -> str:
    """What stands on the button of an answer."""
    body = known.steps.get(step)
    node = entries_of(body.get("answers")).get(answer) if body is not None else None
    label = node.get("label") if isinstance(node, MapNode) else None
    usual, _ = known_labels(known, text_of(body.get("save_as")) if body is not None else "")
    return known.words_of(_said(label)) or known.words_of(usual.get(answer, {})) or answer


def _said(node: Node | None) -> dict[str, str]:
    """Words by language, as far as they are written."""
    if isinstance(node, TextNode):
        return {"en": node.text}
    entries = {} if node is None or isinstance(node, ListNode) else entries_of(node)
    return {language: each.text for language, each in entries.items() if isinstance(each, TextNode) and each.text.strip()}
