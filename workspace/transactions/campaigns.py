"""New campaigns, checked and stored as drafts, in whatever transaction makes them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from flows.errors import InvalidError
from flows.outbound.campaign import CampaignState
from flows.outbound.regions import PROFILES
from flows.outbound.suppression import Purpose
from flows.telephony.dial_string import DialStringError, dial_number
from workspace.routing_lists import check_key, check_words
from workspace.wiring.outbound import CALLBACKS, NotAPhone, normal
from workspace.wiring.parts import Unit, new_id

OUTBOUND = ("outbound", "any")
"""The channels of scripts that a campaign may open."""


@dataclass(frozen=True)
class NewCampaign:
    """What a supervisor says of a new campaign. The days are the centre's, both included; None leaves that end open."""

    key: str
    name_en: str
    name_zh: str
    script_key: str
    purpose: str
    region: str
    caller_number: str
    starts_on: date | None = None
    ends_on: date | None = None


def check_campaign(wanted: NewCampaign) -> NewCampaign:
    """The same with its number in E.164. Raises InvalidError at the field that is wrong, but for its script and days."""
    check_key(wanted.key)
    check_words({"name_en": wanted.name_en, "name_zh": wanted.name_zh}, "name_en", "name_zh")
    _check_lists(wanted)
    return replace(wanted, caller_number=_caller_number(wanted.caller_number, wanted.region))


def put_campaign(unit: Unit, wanted: NewCampaign, seller: str, person_id: UUID | None) -> UUID:
    """Store it as a draft of that seller; returns its id. Raises InvalidError at the field that is wrong."""
    wanted, campaign_id = check_campaign(wanted), new_id()
    if wanted.script_key not in outbound_scripts(unit):
        raise InvalidError(fields={"script": "not_listed"})
    zone = ZoneInfo(unit.board.zone())
    _check_days(wanted, unit.now.astimezone(zone).date())
    unit.campaigns.remember_seller(seller)
    columns = {
        "key": wanted.key,
        "name_en": wanted.name_en,
        "name_zh": wanted.name_zh,
        "state": CampaignState.DRAFT,
        "seller": seller,
        "purpose": wanted.purpose,
        "script_key": wanted.script_key,
        "caller_number": wanted.caller_number,
        "region": wanted.region,
        "starts_at": _midnight(wanted.starts_on, zone) if wanted.starts_on else None,
        "ends_at": _midnight(wanted.ends_on + timedelta(days=1), zone) if wanted.ends_on else None,
    }
    # The callbacks' own campaign makes itself under its key when the first one is promised.
    if wanted.key == CALLBACKS or not unit.campaigns.add_new(id=campaign_id, **columns):
        raise InvalidError(fields={"key": "taken"})
    told = {name: str(value) for name, value in columns.items() if value is not None}
    unit.audit.add("campaign_added", f"campaign:{campaign_id}", told, person_id=person_id)
    unit.desks.touch_boards()
    return campaign_id


def campaign_wanted(kept: Mapping[str, str]) -> tuple[NewCampaign, str]:
    """A campaign that was kept as texts until it goes live, and its seller."""
    days = {name: date.fromisoformat(kept[name]) if kept.get(name) else None for name in ("starts_on", "ends_on")}
    names = ("key", "name_en", "name_zh", "script_key", "purpose", "region", "caller_number")
    return NewCampaign(**{name: kept[name] for name in names}, **days), kept["seller"]  # type: ignore[arg-type]


def outbound_scripts(unit: Unit) -> set[str]:
    """The keys of the live scripts that a campaign may open: those for outbound calls, sub-scripts left out."""
    return {row["key"] for row in unit.scripts.titles() if row["channel"] in OUTBOUND and not row["key"].startswith("lib/")}


def _check_lists(wanted: NewCampaign) -> None:
    if wanted.purpose not in set(Purpose):
        raise InvalidError(fields={"purpose": "not_listed"})
    if wanted.region not in PROFILES:
        raise InvalidError(fields={"region": "not_listed"})


def _check_days(wanted: NewCampaign, today: date) -> None:
    if wanted.ends_on is None:
        return
    if wanted.ends_on < today:
        raise InvalidError(fields={"ends_on": "past"})
    if wanted.starts_on is not None and wanted.ends_on < wanted.starts_on:
        raise InvalidError(fields={"ends_on": "order"})
    if wanted.ends_on == date.max:
        raise InvalidError(fields={"ends_on": "too_far"})


def _caller_number(text: str, region: str) -> str:
    """The number customers see, in E.164 and such as may go to a switch. Raises InvalidError."""
    try:
        return dial_number(normal(text, region))
    except (NotAPhone, DialStringError):
        raise InvalidError(fields={"caller_number": "phone" if text else "required"}) from None


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone)
