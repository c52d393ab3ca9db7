"""The gate in a transaction: the facts of a dial read from SQL, and the verdict on them (P5)."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, timezone

from flows.outbound.calling_window import CallingWindow, zones_named
from flows.outbound.dial_facts import CAPS_LOOK_BACK, DialFacts
from flows.outbound.gate import GateReason, GateVerdict, may_dial
from flows.outbound.put_off import PutOff, put_off
from flows.outbound.regions import Profile, profile_of
from flows.outbound.suppression import Consent, Purpose
from workspace.wiring.outbound import TaskRow, country, zones
from workspace.wiring.parts import Unit

ABANDONMENT_OVER = timedelta(days=30)
_FIRST_ZONE_OF_A_DAY = timezone(timedelta(hours=14))


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict, the profile it went by, and what becomes of the task where it says no."""

    verdict: GateVerdict
    profile: Profile | None
    put_off: PutOff


def judge(unit: Unit, row: TaskRow) -> Judged:
    """May this task's number be dialled now? Called in the transaction of the dial, with the number locked."""
    profile = profile_of(country(row.lead.number))
    verdict = may_dial(dial_facts(unit, row), profile, unit.now)
    return Judged(verdict, profile, put_off(verdict, profile, unit.now))


def put_off_alike(unit: Unit, row: TaskRow, judged: Judged) -> None:
    """Where only the hour is wrong, it is wrong for all of the campaign in the same zone: they are not looked at one by one."""
    if judged.verdict.reasons == (GateReason.OUTSIDE_WINDOW,) and judged.put_off.due_at is not None and row["zone"]:
        unit.tasks.put_off_alike(row.campaign.id, row["zone"], row.lead.number[:2], judged.put_off.due_at)


def dial_facts(unit: Unit, row: TaskRow) -> DialFacts:
    """Everything the gate looks at, read now."""
    seller, number, purpose = row.campaign.seller, row.lead.number, row.campaign.purpose
    suppressions = unit.suppressions.standing(seller, number)
    refused_at = unit.attempts.refused_at(seller, number, purpose)
    listed_at = _start_of(row)
    said_no = [each.obtained_at for each in suppressions] + ([refused_at] if refused_at else [])
    return DialFacts(
        number=number,
        purpose=purpose,
        mode=row.campaign.mode,
        is_dialling_on=unit.campaigns.is_dialling_on(),
        is_campaign_running=_is_running(unit, row),
        customer_zone=row["zone"],
        number_zones=zones(number),
        suppressions=suppressions,
        consents=_consents(row, listed_at, said_no),
        list_obtained_at=listed_at,
        attempts=unit.attempts.times(seller, number, unit.now - CAPS_LOOK_BACK),
        refused_at=refused_at,
        open_attempt_id=unit.attempts.open_of(seller, number),
        abandonment=unit.attempts.abandonment(row.campaign.id, unit.now - ABANDONMENT_OVER),
        abandonment_24h=unit.attempts.abandonment(row.campaign.id, unit.now - timedelta(days=1)),
    )


def window_of(number: str, zone: str | None, purpose: Purpose, now: datetime) -> CallingWindow | None:
    """The calling window of a number for a purpose; None in a country whose rules we do not have."""
    profile = profile_of(country(number))
    return profile.window(purpose, zones_named(zone, zones(number)), now) if profile else None


def _is_running(unit: Unit, row: TaskRow) -> bool:
    vendor_id = row.task.vendor_id
    return row.campaign.is_running(unit.now) and (vendor_id is None or unit.campaigns.share_holds(row.campaign.id, vendor_id))


def _start_of(row: TaskRow) -> datetime:
    """The moment of the list: the earliest that its date can mean anywhere, for an older list is the stricter one."""
    return datetime.combine(row.lead.list_obtained_on, time(), _FIRST_ZONE_OF_A_DAY).astimezone(UTC)


def _consents(row: TaskRow, listed_at: datetime, said_no: list[datetime]) -> tuple[Consent, ...]:
    """The consent that came with the list. A list brought in after the person said no is no new consent of theirs (P6)."""
    reference = row.lead.consent_reference
    if not reference or any(moment < listed_at for moment in said_no):
        return ()
    return (Consent(row.campaign.purpose, listed_at, reference),)
