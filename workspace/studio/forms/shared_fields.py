"""The controls that a step of any kind may have: section, knowledge card, objections, warnings left as they are."""

from collections.abc import Mapping

from scripts_dsl.rules.table import RULES
from scripts_dsl.source.nodes import MapNode, Node
from workspace.studio.forms.controls import (
    Block,
    Control,
    Option,
    Options,
)
from workspace.studio.forms.making import entries_of, kept, line, names, pick, removal, text_of, unknown
from workspace.studio.forms.step_part import Part
from workspace.studio.forms.words import PARTS, STEP
from workspace.words import SECTIONS, word


def section(part: Part) -> Control:
    """The part of the call that the step belongs to."""
    known = part.m.known
    used = dict.fromkeys((*(row.section for row in known.rows if row.section), *SECTIONS))
    options = [Option(each, word(SECTIONS, each, known.language)) for each in used]
    return line(part.m, part.path("section"), part.node("section"), STEP["section"], optional=True, suggestions=options)


def card(part: Part) -> Control:
    """The knowledge card that opens beside the step."""
    return pick(part.m, part.path("kb"), part.node("kb"), STEP["kb"], [Options("", part.m.known.cards)], optional=True)


def objections(part: Part) -> Control:
    """The objections that are open here."""
    root = part.m.known.root
    found = entries_of(root.get("objections") if root is not None else None)
    options = [Option(name, _label_of(part, node) or name) for name, node in found.items()]
    return names(part.m, part.path("objections"), part.node("objections"), STEP["objections"], options, optional=True)


def _label_of(part: Part, node: Node) -> str:
    label = node.get("label") if isinstance(node, MapNode) else None
    words: Mapping[str, str] = {key: text_of(value) for key, value in entries_of(label).items() if text_of(value)}
    return part.m.known.words_of(words) if words else text_of(label)


def lint(part: Part) -> Control:
    """Warnings that are left as they are, and why."""
    m, path, node = part.m, part.path("lint"), part.node("lint")
    if node is not None and not isinstance(node, MapNode):
        return kept(m, path, node, m.label(STEP["lint"]))
    found = entries_of(node)
    codes = [Option(code, code) for code, rule in sorted(RULES.items()) if rule.severity != "E"]
    return Block(
        path=path,
        label=m.label(STEP["lint"]),
        help=m.help(STEP["lint"]),
        controls=(
            names(m, (*path, "ignore"), found.get("ignore"), PARTS["ignore"], codes),
            line(m, (*path, "why"), found.get("why"), PARTS["why"]),
            *unknown(m, path, node, ("ignore", "why")),
        ),
        told=m.told(path),
        remove=removal(path, node, optional=True),
        is_absent=node is None,
        look="plain",
    )
