"""The studio's page: what it shows of a script besides the text itself, which its parts ask for as they need it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flows.errors import NotFoundError
from workspace.screens.desk_call import Choice
from workspace.screens.scripts import Kind, OnItsWay, VersionCalls, When
from workspace.scripts.pages import address_of, on_its_way, page_kind, sample_customers, used_by, when
from workspace.scripts.publishing import LIB, own_name
from workspace.studio.drafts import draft_state
from workspace.studio.outline import KINDS, Outline
from workspace.wiring.parts import Person, Unit


@dataclass(frozen=True)
class StudioScreen:
    """A script as it stands. `state` is the JSON that the page begins with: the same that each later change of the text answers."""

    kind: Kind
    key: str
    address: str
    title: str
    state: Mapping[str, Any]
    outline: Outline
    kinds: tuple[str, ...]
    """The kinds of steps that may be added."""
    live_version: int
    draft: When | None
    calls: tuple[VersionCalls, ...]
    used_by: tuple[str, ...]
    customers: tuple[Choice, ...]
    overtaken: bool
    """True when a version was published after this draft was begun."""
    can_take_news: bool
    """True when there is no draft, and a sub-script changed since this was published."""
    on_its_way: OnItsWay | None = None
    notice: str = ""
    detail: str = ""
    note: str = ""


def studio_screen(
    unit: Unit, person: Person, key: str, language: str, *, notice: str = "", detail: str = "", note: str = ""
) -> StudioScreen:
    """The studio of a key. Raises NotFoundError where there is neither a draft nor a version."""
    draft, live = unit.scripts.draft(key), unit.scripts.live(key)
    standing = draft or live
    if standing is None:
        raise NotFoundError
    state = draft_state(unit, person, key, language)
    checked = state.checked
    scripts = {row["key"]: row for row in unit.scripts.live_of("script")}
    # What is frozen beside a script and has changed since; offers are read anew at each call anyway.
    has_news = live is not None and live["parts"].get("scripts") != checked.parts.get("scripts")
    is_newer = draft and live and draft["base_sha256"] and live["sha256"] not in (draft["base_sha256"], draft["sha256"])
    return StudioScreen(
        kind=page_kind(key),
        key=key,
        address=address_of(key),
        title=checked.titles.get(language) or checked.titles.get("en") or checked.titles.get("zh") or own_name(key),
        state=state.fields,
        outline=state.outline,
        kinds=tuple(each for each in ("say", *KINDS[:-1]) if each != "return" or key.startswith(LIB)),
        live_version=live["version"] if live else 0,
        draft=when(draft["updated_at"], unit.now, language) if draft else None,
        calls=tuple(VersionCalls(version, calls) for version, calls in sorted(unit.runs.versions_in_use(key).items())),
        used_by=used_by(key, scripts, unit.script_use.all(), language),
        customers=sample_customers(unit),
        overtaken=bool(is_newer),
        can_take_news=draft is None and has_news and not checked.errors,
        on_its_way=on_its_way(unit, key, language),
        notice=notice,
        detail=detail,
        note=note,
    )
