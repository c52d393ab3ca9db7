"""The form of what belongs to the whole script: title, languages, variables, exits, objections."""

from scripts_dsl.editing import FieldPath
from scripts_dsl.loader import CHANNELS, SCRIPT_KEYS
from scripts_dsl.script import BUILT_IN_EXITS
from scripts_dsl.source.nodes import MapNode, Node, TextNode
from workspace.scripts.publishing import LIB
from workspace.studio.forms import ops
from workspace.studio.forms.controls import Asked, Control, Fact, Item, Many, NewEntry, Op, Option, Options, StepForm, id_of
from workspace.studio.forms.known import Known, readable
from workspace.studio.forms.making import Making, behind_button, entries_of, kept, line, names, pick, plain, target, text_of, unknown, words
from workspace.studio.forms.menus import menus
from workspace.studio.forms.spoken_fields import paragraphs
from workspace.studio.forms.told import Problems
from workspace.studio.forms.variable_editor import variables
from workspace.studio.forms.words import CHANNELS as CHANNEL_WORDS
from workspace.studio.forms.words import PARTS, SCRIPT, STEP
from workspace.words import EXITS, LANGUAGES, word


def settings_form(known: Known) -> StepForm:
    """The form of a script's settings; of a text that cannot be read, that it cannot."""
    root = known.root
    if root is None:
        told = Problems(known.source, MapNode((), known.source.at(0)), known.problems[:3], known.language).take(())
        return StepForm(key=known.key, step="", title="", kind="settings", kind_words="", reason="unreadable", told=told)
    m = Making(known, Problems(known.source, root, known.problems, known.language))
    # the steps' own problems are told in their forms
    m.told(("steps",))
    is_lib = known.key.startswith(LIB) or any(root.get(key) is not None for key in ("params", "gives"))
    channels = Options("", tuple(Option(each, CHANNEL_WORDS[each][known.language]) for each in CHANNELS))
    languages = [Option(code, words_[known.language]) for code, words_ in LANGUAGES.items()]
    main: list[Control] = [
        words(m, ("title",), root.get("title"), SCRIPT["title"], inserts=""),
        names(m, ("languages",), root.get("languages"), SCRIPT["languages"], languages),
        pick(m, ("channel",), root.get("channel"), SCRIPT["channel"], [channels]),
        target(m, ("start",), root.get("start"), SCRIPT["start"]),
        variables(m, ("vars",), root.get("vars"), SCRIPT["vars"], known.phrase("add_variable")),
        _exits(m, ("exits",), root.get("exits")),
        _objections(m, ("objections",), root.get("objections")),
    ]
    if is_lib:
        declared = [Option(each.name, each.label) for each in known.names if "." not in each.name]
        main.insert(4, variables(m, ("params",), root.get("params"), SCRIPT["params"], known.phrase("add_parameter")))
        main.insert(6, names(m, ("gives",), root.get("gives"), SCRIPT["gives"], declared))
    more: list[Control] = [_fact(m, key, root.get(key)) for key in ("script", "spec") if root.get(key) is not None]
    return StepForm(
        key=known.key,
        step="",
        title="",
        kind="settings",
        kind_words="",
        controls=(*main, *unknown(m, (), root, SCRIPT_KEYS)),
        more=tuple(more),
        told=m.told(()),
        known=menus(known),
        languages=known.languages,
    )


def _fact(m: Making, key: str, node: Node | None) -> Control:
    return Fact(path=(key,), label=m.label(SCRIPT[key]), help=m.help(SCRIPT[key]), value=text_of(node), told=m.told((key,)))


def _exits(m: Making, path: FieldPath, node: Node | None) -> Control:
    if node is not None and not isinstance(node, MapNode):
        return kept(m, path, node, m.label(SCRIPT["exits"]))
    found = entries_of(node)
    known_exits = tuple(Option(each, word(EXITS, each, m.known.language)) for each in BUILT_IN_EXITS if each not in found)
    asked = (
        Asked("name", m.label(PARTS["answer"]), "name", options=known_exits, needed=True),
        *(Asked(f"value.label.{each}", m.label(PARTS["label"]), lang=each) for each in m.known.languages),
        Asked("value.next", m.label(PARTS["next"]), "target", needed=True),
    )
    return Many(
        path=path,
        label=m.label(SCRIPT["exits"]),
        help=m.help(SCRIPT["exits"]),
        items=tuple(_exit(m, (*path, name), index, name, value) for index, (name, value) in enumerate(found.items())),
        told=m.told(path),
        look="exits",
        new=NewEntry(path=(*path, "+"), label=m.known.phrase("add_exit"), op=ops.insert_entry(path), inputs=asked, taken=tuple(found)),
    )


def _exit(m: Making, path: FieldPath, index: int, name: str, node: Node) -> Item:
    if not isinstance(node, MapNode):
        controls: tuple[Control, ...] = (kept(m, path, node, name),)
    else:
        controls = (
            words(m, (*path, "label"), node.get("label"), PARTS["label"], optional=name in BUILT_IN_EXITS),
            target(m, (*path, "next"), node.get("next"), PARTS["next"]),
            *unknown(m, path, node, ("label", "next")),
        )
    return _entry(m, path, index, word(EXITS, name, m.known.language), controls, node)


def _entry(m: Making, path: FieldPath, index: int, title: str, controls: tuple[Control, ...], node: Node) -> Item:
    return Item(
        id=id_of(path, "item"),
        title=title,
        controls=controls,
        remove=ops.remove_field(path, plain(node)),
        move=ops.move_item(path),
        index=index,
        told=m.told(path),
    )


def _objections(m: Making, path: FieldPath, node: Node | None) -> Control:
    if node is not None and not isinstance(node, MapNode):
        return kept(m, path, node, m.label(SCRIPT["objections"]))
    found = entries_of(node)
    asked = (
        *(Asked(f"value.label.{each}", m.label(PARTS["label"]), lang=each) for each in m.known.languages),
        *(Asked(f"value.say.{each}", m.label(STEP["say"]), "long", lang=each) for each in m.known.languages),
    )
    return Many(
        path=path,
        label=m.label(SCRIPT["objections"]),
        help=m.help(SCRIPT["objections"]),
        items=tuple(_objection(m, (*path, name), index, name, value) for index, (name, value) in enumerate(found.items())),
        told=m.told(path),
        look="fields",
        new=NewEntry(
            path=(*path, "+"),
            label=m.known.phrase("add_objection"),
            op=ops.insert_entry(path),
            inputs=asked,
            name="name",
            taken=tuple(found),
        ),
    )


def _objection(m: Making, path: FieldPath, index: int, name: str, node: Node) -> Item:
    title = readable(name)
    if not isinstance(node, MapNode):
        return _entry(m, path, index, title, (kept(m, path, node, name),), node)
    label = node.get("label")
    found = {key: text_of(value) for key, value in entries_of(label).items() if text_of(value)}
    rename: Op = {"op": "rename_objection", "objection": name}
    controls: tuple[Control, ...] = (
        words(m, (*path, "label"), label, PARTS["label"]),
        paragraphs(m, (*path, "say"), node.get("say"), STEP["say"], optional=False),
        target(m, (*path, "next"), node.get("next"), PARTS["next"], optional=True),
        behind_button(line(m, (*path, "name"), TextNode(name, node.at), PARTS["answer"], kind="name", op=rename, put="name")),
        *unknown(m, path, node, ("label", "say", "next")),
    )
    return _entry(m, path, index, m.known.words_of(found) if found else title, controls, node)
