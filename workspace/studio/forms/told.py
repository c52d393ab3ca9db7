"""Problems beside their fields: each is given to the innermost place of the text that it stands in, and told once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from scripts_dsl.editing import FieldPath
from scripts_dsl.problem import Problem
from scripts_dsl.source.nodes import ListNode, MapNode, Node, Source, TextNode
from workspace.studio.forms.controls import Told


@dataclass
class _Waiting:
    path: FieldPath
    told: Told


class Problems:
    """The problems of one text that no control has taken yet."""

    def __init__(self, source: Source, root: MapNode, problems: Iterable[Problem], language: str) -> None:
        self._source = source
        self._language = language
        self._waiting = [self._placed(root, each) for each in problems]

    def take(self, path: FieldPath, *, deep: bool = True, codes: Sequence[str] = ()) -> tuple[Told, ...]:
        """Those that stand at a place, or inside it; nobody else gets them then."""
        taken = [each for each in self._waiting if _is_at(each.path, path, deep=deep) and (not codes or each.told.code in codes)]
        self._waiting = [each for each in self._waiting if each not in taken]
        return tuple(each.told for each in taken)

    def _placed(self, root: MapNode, problem: Problem) -> _Waiting:
        offset = self._source.line_start(problem.line) + problem.column - 1
        path, leaf = place_of(root, offset)
        before = marked = ""
        if leaf is not None and offset > leaf.at.start:
            before = self._source.text[leaf.at.start : offset][-60:]
            marked = _word(self._source.text[offset : leaf.at.end])
        told = Told(problem.code, problem.severity, problem.message(self._language), problem.hint_in(self._language))
        return _Waiting(path, replace(told, fix=self._fix(problem), before=before, marked=marked))

    def _fix(self, problem: Problem) -> Mapping[str, Any] | None:
        """The repair as browsers count characters."""
        if problem.fix is None:
            return None
        start, end = (_units(self._source.text[:offset]) for offset in (problem.fix.start, problem.fix.end))
        return {"from": start, "to": end, "insert": problem.fix.replacement}


def _is_at(found: FieldPath, path: FieldPath, *, deep: bool) -> bool:
    return found[: len(path)] == path if deep else found == path


def place_of(root: MapNode, offset: int) -> tuple[FieldPath, TextNode | None]:
    """The innermost place that a character stands in, and the text there, if it is one."""
    path: FieldPath = ()
    node: Node = root
    while True:
        for part, child, start, end in _parts(node):
            if start <= offset < max(end, start + 1):
                path, node = (*path, part), child
                break
        else:
            return path, node if isinstance(node, TextNode) and node.at.start <= offset else None


def _parts(node: Node) -> Iterator[tuple[str | int, Node, int, int]]:
    """The children of a node, each from its key to its end."""
    if isinstance(node, MapNode):
        for entry in node.entries:
            yield entry.key.text, entry.value, entry.key.at.start, max(entry.key.at.end + 1, entry.value.at.end)
    elif isinstance(node, ListNode):
        for index, item in enumerate(node.items):
            yield index, item, item.at.start, item.at.end


def _word(text: str) -> str:
    """The first word of a text, or its first sign."""
    end = 0
    while end < len(text) and end < 40 and (text[end].isalnum() or text[end] in "_."):
        end += 1
    return text[: max(end, 1)].strip("\n")


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
