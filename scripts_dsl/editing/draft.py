"""A script being edited: each change is spliced into its text and made to its plain data as well; at the end both must agree."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from scripts_dsl.editing import changes
from scripts_dsl.editing.edited import Edited, Source, document_of, mark_of
from scripts_dsl.editing.lines import stretches
from scripts_dsl.editing.order import index_for
from scripts_dsl.editing.references import Reference
from scripts_dsl.editing.refusal import EditRefusedError
from scripts_dsl.editing.sheet import Sheet, sheet_of, spot_at
from scripts_dsl.editing.splices import Splice, applied, narrowed
from scripts_dsl.editing.values import (
    FieldPath,
    Plain,
    Value,
    insert_in,
    move_in,
    plain_copy,
    plain_of,
    remove_in,
    rename_in,
    replace_in,
    same,
    value_at,
)
from scripts_dsl.source.nodes import MapNode
from scripts_dsl.source.reader import Document, read
from scripts_dsl.source.screening import KNOWN_KEYS

_MANNERS = ((False, False), (False, True), (True, False))
"""How an edit is tried: the usual way, with the last line ended first, and with every new text in double quotes."""


def edit(source: Source, change: "Callable[[Draft], None]") -> Edited:
    """Make a change to a script; EditRefusedError with both texts when it would alter anything else."""
    mark, document = mark_of(source), document_of(source)
    if document.root is None:
        line = document.problems[0].line if document.problems else 1
        raise EditRefusedError("edit.unreadable", before=document.source.text, line=line)
    refused: EditRefusedError | None = None
    for careful, closing in _MANNERS:
        draft = Draft(document, document.root, careful=careful)
        try:
            if closing:
                draft.close_last_line()
            change(draft)
            return draft.finished(mark)
        except EditRefusedError as refusal:
            refusal.before = refusal.before or document.source.text
            if refusal.key != "edit.elsewhere":
                raise
            refused = refused or refusal
    assert refused is not None  # noqa: S101
    raise refused


class Draft:
    """A script in the middle of an edit: its text so far, and the plain data that the text must read as when it is done."""

    def __init__(self, document: Document, root: MapNode, *, careful: bool) -> None:
        self._document = document
        self.model: Plain = plain_of(root)
        self._sheet = sheet_of(document.source.text, root, careful=careful)
        self._window = (0, len(document.source.text))
        self._base: FieldPath = ()
        self._outer: Sheet | None = None
        self._rounds: list[tuple[Splice, ...]] = []
        self._last_read = document

    @property
    def root(self) -> MapNode:
        """The root as it was before the edit."""
        root = self._document.root
        assert root is not None  # noqa: S101
        return root

    @property
    def text(self) -> str:
        """The source as it was before the edit."""
        return self._document.source.text

    def narrow_to(self, path: FieldPath) -> None:
        """Work on the lines of one step or top-level key alone, so that several changes need not read the whole text each time."""
        for depth in (2, 1):
            holder = spot_at(self._sheet, path[: depth - 1]).node if len(path) >= depth else None
            if not isinstance(holder, MapNode) or holder.flow:
                continue
            part = stretches(self._sheet, holder)[spot_at(self._sheet, path[:depth]).index]
            start, end = self._sheet.line_start(part.head), part.end
            inner = read(self._sheet.text[start:end]).root
            if part.own and inner is not None and same(plain_of(inner), {str(path[depth - 1]): value_at(self.model, path[:depth])}):
                sheet = self._sheet
                self._outer = sheet
                self._sheet = replace(sheet, text=sheet.text[start:end], root=inner, base=path[: depth - 1])
                self._window, self._base = (start, min(end, len(self.text))), path[: depth - 1]
                return

    def splice(self, splices: Sequence[Splice]) -> None:
        """Alter the text; the plain data is altered by whoever calls this."""
        cut = narrowed(self._sheet.text, splices)
        self._rounds.append(cut)
        text = applied(self._sheet.text, cut)
        document = read(text)
        if document.root is None:
            raise EditRefusedError("edit.elsewhere", before=self.text, after=self._whole(text))
        self._sheet = replace(self._sheet, text=text, root=document.root)
        self._last_read = document

    def _whole(self, text: str) -> str:
        start, end = self._window
        return self.text[:start] + text + self.text[end:]

    def _local(self, path: FieldPath) -> FieldPath:
        return path[len(self._base) :]

    def close_last_line(self) -> None:
        """A line end after the last line, where there is none: what stands there may then be moved and followed."""
        if not self.text.endswith("\n"):
            self.splice(changes.close_last_line(self._sheet))

    def replace(self, path: FieldPath, value: Value) -> None:
        """Another value at a place, whatever stood there."""
        if same(value_at(self.model, path), value):
            return
        self.splice(changes.replace(self._sheet, self._local(path), value))
        replace_in(self.model, path, plain_copy(value))

    def insert(self, path: FieldPath, index: int, key: str, value: Value, *, leaning: bool = False) -> None:
        """A new key of a map, or a new item of a list (then `key` is empty), before the child at `index`; `leaning`: right before it."""
        self.splice(changes.insert(self._sheet, self._local(path), index, key, value, leaning=leaning))
        insert_in(self.model, path, index, key, plain_copy(value))

    def remove(self, path: FieldPath) -> None:
        """A key or item less."""
        value_at(self.model, path)
        self.splice(changes.remove(self._sheet, self._local(path)))
        remove_in(self.model, path)

    def move(self, path: FieldPath, index: int, *, leaning: bool | None = None) -> None:
        """A key or item where it becomes the child number `index`; `leaning`: right before the next one, not right behind the last."""
        value_at(self.model, path)
        if path[: len(self._base)] == self._base and self._outer is not None and len(path) == len(self._base) + 1:
            # what was changed in these lines goes along, so that the whole text is read once and not twice
            lines = self._sheet.text
            self._sheet, self._outer = self._outer, None
            self._window, self._base, self._rounds = (0, len(self.text)), (), []
            self.splice(changes.move(self._sheet, path, index, leaning=leaning, lines=lines))
        else:
            self.splice(changes.move(self._sheet, self._local(path), index, leaning=leaning))
        move_in(self.model, path, index)

    def rename(self, path: FieldPath, name: str) -> None:
        """Another name for a key."""
        self.splice(changes.rename(self._sheet, self._local(path), name))
        rename_in(self.model, path, name)

    def enlist(self, path: FieldPath) -> None:
        """A single value made the one item of a list."""
        self.splice(changes.enlist(self._sheet, self._local(path)))
        replace_in(self.model, path, [value_at(self.model, path)])

    def duplicate(self, path: FieldPath, name: str) -> None:
        """A key of a map once more under another name, right behind, written alike to the last comment."""
        value = value_at(self.model, path)
        index = list(value_at(self.model, path[:-1])).index(str(path[-1]))
        self.splice(changes.duplicate(self._sheet, self._local(path), name))
        insert_in(self.model, path[:-1], index + 1, name, plain_copy(value))

    def mend(
        self, references: Sequence[Reference], name: str, *, keys: Sequence[FieldPath] = (), dropping: FieldPath | None = None
    ) -> None:
        """Another name in every mention, all at once; then for the keys that are that name too, or the step itself taken out.

        In `lib/verify_identity/check` only what follows the last slash is the name.
        """
        by_text: dict[FieldPath, list[Reference]] = {}
        for each in references:
            by_text.setdefault(each.path, []).append(each)
        splices = changes.remove(self._sheet, dropping) if dropping else []
        for key in keys:
            splices += changes.rename(self._sheet, key, name)
        for path, mentions in by_text.items():
            text, places = mentions[0].node.text, []
            for each in reversed(mentions):
                start = each.start + text[each.start : each.end].rfind("/") + 1
                places.append((start, each.end))
                text = f"{text[:start]}{name}{text[each.end :]}"
            splices += changes.rewrite_parts(self._sheet, path, places, name, text)
            replace_in(self.model, path, text)
        self.splice(splices)
        for key in keys:
            rename_in(self.model, key, name)
        if dropping:
            remove_in(self.model, dropping)

    def set(self, path: FieldPath, value: Value) -> None:
        """A value at a place, new or in place of another: what both have in common stays as it is written."""
        holder = value_at(self.model, path[:-1])
        last = path[-1]
        if isinstance(holder, dict) and isinstance(last, str) and last not in holder:
            self.insert(path[:-1], index_for(path, list(holder)), last, value)
            return
        if isinstance(holder, str) and not holder and isinstance(last, str):
            self.insert(path[:-1], 0, last, value)
            return
        old = value_at(self.model, path)
        if isinstance(old, dict) and isinstance(value, Mapping) and old.keys() & value.keys():
            self._merge_map(path, old, value)
        elif isinstance(old, list) and not isinstance(value, str | Mapping) and old and value:
            self._merge_list(path, old, value)
        else:
            self.replace(path, value)

    def _merge_map(self, path: FieldPath, old: dict[str, Plain], value: Mapping[str, Value]) -> None:
        for key in [key for key in old if key not in value]:
            self.remove((*path, key))
        # the order of fields and languages is the author's; that of answers and other names is what was asked for
        if not old.keys() <= KNOWN_KEYS:
            for index, key in enumerate([key for key in value if key in old]):
                if list(old).index(key) != index:
                    self.move((*path, key), index)
        previous: str | None = None
        for key, each in value.items():
            if key in old or KNOWN_KEYS.issuperset(value):
                self.set((*path, key), each)
            else:
                self.insert(path, 0 if previous is None else list(old).index(previous) + 1, key, each)
            previous = key

    def _merge_list(self, path: FieldPath, old: list[Plain], value: Sequence[Value]) -> None:
        head = 0
        while head < min(len(old), len(value)) and same(old[head], value[head]):
            head += 1
        tail = 0
        while tail < min(len(old), len(value)) - head and same(old[-1 - tail], value[-1 - tail]):
            tail += 1
        paired = min(len(old), len(value)) - tail
        for index in range(head, paired):
            self.set((*path, index), value[index])
        for index in range(len(old) - tail - 1, paired - 1, -1):
            self.remove((*path, index))
        for index in range(paired, len(value) - tail):
            self.insert(path, index, "", value[index])

    def finished(self, mark: str = "") -> Edited:
        """The edit, once the new text reads as it should; `mark` is the byte order mark to put before it."""
        if not any(self._rounds) and same(plain_of(self.root), self.model):
            return Edited(mark + self.text, (), self._document)
        after = self._whole(self._sheet.text)
        start, end = self._window
        whole = (start, end) == (0, len(self.text)) and not self._base
        if len(self._rounds) == 1:
            splices = tuple(each.moved(start) for each in self._rounds[0])
        else:
            # several rounds are told as one stretch: their characters are counted in texts that were only passed through
            splices = narrowed(self.text, [Splice(start, end, self._sheet.text)])
        document = self._last_read if whole else read(after)
        if (
            document.root is None
            or _broken_rules(document) - _broken_rules(self._document)
            or not same(plain_of(document.root), self.model)
        ):
            raise EditRefusedError("edit.elsewhere", before=self.text, after=after)
        return Edited(mark + after, tuple(each.moved(len(mark)) for each in splices), document)


def _broken_rules(document: Document) -> set[str]:
    """The rules of reading that a text breaks."""
    return {each.code for each in document.problems}
