"""The screens of vendors, as frozen values: the supervisor's, the link's, and the vendor's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from workspace.screens.forms import Form, Option
from workspace.screens.notices import NoticeLine
from workspace.screens.people import moment, state_of


@dataclass(frozen=True)
class VendorLine:
    """A vendor in the list; `state` is active, ended or revoked."""

    id: str
    name: str
    state: str
    expires: str
    agents: int
    open_tasks: int


@dataclass(frozen=True)
class VendorsScreen:
    """All vendors, and the form to invite one."""

    vendors: tuple[VendorLine, ...]
    campaigns: tuple[Option, ...]
    form: Form


@dataclass(frozen=True)
class ShareLine:
    """A share of a campaign."""

    id: str
    campaign: str
    percent: int
    state: str
    open_tasks: int


@dataclass(frozen=True)
class LinkLine:
    """A link that was made; `state` is open, used, revoked or expired. The token is nowhere."""

    made: str
    expires: str
    state: str


@dataclass(frozen=True)
class VendorPerson:
    """One of a vendor's people, with what they did today."""

    id: str
    login: str
    name: str
    role: str
    extension: str
    state: str
    presence: str
    attempts: int
    answered: int
    reached: int


@dataclass(frozen=True)
class VendorScreen:
    """One vendor, as its supervisor with us sees it."""

    id: str
    name: str
    state: str
    expires: str
    shares: tuple[ShareLine, ...]
    links: tuple[LinkLine, ...]
    people: tuple[VendorPerson, ...]
    campaigns: tuple[Option, ...]
    queues: tuple[Option, ...]
    """Our queues; those are selected to which the vendor's agents may send customers on."""
    form: Form


@dataclass(frozen=True)
class NewLinkScreen:
    """A link, shown this once."""

    vendor_id: str
    url: str
    expires: str


@dataclass(frozen=True)
class JoinScreen:
    """What the vendor's supervisor sees who follows the link; without a name the link may not be used (any more)."""

    vendor: str = ""
    form: Form = field(default_factory=Form)


@dataclass(frozen=True)
class Result:
    """A disposition and how many calls of today ended with it."""

    label: str
    calls: int


@dataclass(frozen=True)
class VendorTeamScreen:
    """A vendor's own page: their people, work and notices, and nothing of anybody else."""

    name: str
    expires: str
    shares: tuple[ShareLine, ...]
    people: tuple[VendorPerson, ...]
    results: tuple[Result, ...]
    notices: tuple[NoticeLine, ...]
    form: Form


def vendor_state(row: Mapping[str, Any], now: datetime) -> str:
    """Whether a vendor (or a share) is active, ended or revoked."""
    if row["revoked_at"] is not None:
        return "revoked"
    return "ended" if row["expires_at"] is not None and row["expires_at"] <= now else "active"


def link_state(row: Mapping[str, Any], now: datetime) -> str:
    """Whether a link is open, used, revoked or expired."""
    if row["used_at"] is not None:
        return "used"
    if row["revoked_at"] is not None:
        return "revoked"
    return "expired" if row["expires_at"] <= now else "open"


def show_shares(rows: Sequence[Mapping[str, Any]], language: str, now: datetime) -> tuple[ShareLine, ...]:
    """The shares of a vendor."""
    return tuple(
        ShareLine(str(row["id"]), row[f"name_{language}"], round(row["share"] * 100), vendor_state(row, now), row["open_tasks"])
        for row in rows
    )


def show_links(rows: Sequence[Mapping[str, Any]], now: datetime) -> tuple[LinkLine, ...]:
    """The links of a vendor."""
    return tuple(LinkLine(moment(row["created_at"]), moment(row["expires_at"]), link_state(row, now)) for row in rows)


def show_vendor_people(rows: Sequence[Mapping[str, Any]], now: datetime) -> tuple[VendorPerson, ...]:
    """The people of a vendor."""
    return tuple(
        VendorPerson(
            str(row["id"]),
            row["login"],
            row["name"],
            row["role"],
            row["extension"] or "",
            state_of(row, now),
            row["presence"],
            row["attempts"],
            row["answered"],
            row["reached"],
        )
        for row in rows
    )
