"""What supervisors read of outbound work: a campaign's progress, and the ledger of one number."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

# Counted per campaign in one statement each: a page shows all campaigns, and their lists are long.
TASKS = text("""
    SELECT campaign_id, count(*) FILTER (WHERE state IN ('ready', 'offered')) AS ready,
        count(*) FILTER (WHERE state = 'ready' AND due_at <= :now) AS due, count(*) FILTER (WHERE state = 'claimed') AS claimed,
        count(*) FILTER (WHERE state = 'done') AS done, count(*) FILTER (WHERE state = 'closed') AS closed,
        min(due_at) FILTER (WHERE state = 'ready') AS next_due_at
    FROM tasks GROUP BY campaign_id
""")
LEADS = text("""
    SELECT campaign_id, count(*) FILTER (WHERE state = 'open') AS open, count(*) FILTER (WHERE state = 'closed') AS closed,
        min(list_obtained_on) FILTER (WHERE state = 'open') AS oldest_list,
        max(list_obtained_on) FILTER (WHERE state = 'open') AS newest_list
    FROM leads GROUP BY campaign_id
""")
ATTEMPTS = text("""
    SELECT a.campaign_id, count(*) FILTER (WHERE a.state <> 'refused') AS dials, count(*) FILTER (WHERE a.result = 'answered') AS answered,
        count(*) FILTER (WHERE a.right_party = 'yes') AS right_parties, count(*) FILTER (WHERE a.state = 'refused') AS refused,
        count(*) FILTER (WHERE d.kind = 'success') AS conversions,
        count(*) FILTER (WHERE a.result IN ('answered', 'abandoned') AND a.intended_at > :month) AS live_answers,
        count(*) FILTER (WHERE a.result = 'abandoned' AND a.intended_at > :month) AS abandoned
    FROM attempts a LEFT JOIN interactions i ON i.attempt_id = a.id LEFT JOIN dispositions d ON d.code = i.disposition_code
    GROUP BY a.campaign_id
""")
RESULTS = text("""
    SELECT coalesce(result, state) AS result, count(*) AS times FROM attempts
    WHERE campaign_id = :campaign AND state <> 'refused' GROUP BY 1 ORDER BY 2 DESC
""")
REFUSED = text("""
    SELECT a.id, a.number, a.intended_at, a.gate, p.name AS person FROM attempts a LEFT JOIN people p ON p.id = a.person_id
    WHERE a.campaign_id = :campaign AND a.state = 'refused' ORDER BY a.intended_at DESC LIMIT 20
""")
UNKNOWN = text("""
    SELECT a.id, a.number, a.intended_at, p.name AS person, l.name AS lead
    FROM attempts a JOIN leads l ON l.id = a.lead_id LEFT JOIN people p ON p.id = a.person_id
    WHERE a.campaign_id = :campaign AND a.state = 'unknown' ORDER BY a.intended_at LIMIT 50
""")
AGENTS = text("""
    SELECT p.id, p.name, coalesce(t.name, '') AS team, cp.person_id IS NOT NULL AS belongs, coalesce(pr.state, 'offline') AS presence,
        (SELECT count(*) FROM attempts a WHERE a.person_id = p.id AND a.campaign_id = :campaign AND a.state <> 'refused') AS dials
    FROM people p LEFT JOIN teams t ON t.id = p.team_id LEFT JOIN presence pr ON pr.person_id = p.id
    LEFT JOIN campaign_people cp ON cp.person_id = p.id AND cp.campaign_id = :campaign
    WHERE p.role = 'agent' AND p.vendor_id IS NULL AND p.disabled_at IS NULL ORDER BY belongs DESC, p.name
""")
ATTEMPTS_OF_NUMBER = text("""
    SELECT a.id, a.state, a.result, a.right_party, a.gate, a.intended_at, a.ended_at, a.seller, p.name AS person, c.name_en, c.name_zh
    FROM attempts a JOIN campaigns c ON c.id = a.campaign_id LEFT JOIN people p ON p.id = a.person_id
    WHERE a.number = :number ORDER BY a.intended_at DESC LIMIT 100
""")
TASKS_OF_NUMBER = text("""
    SELECT t.id FROM tasks t JOIN leads l ON l.id = t.lead_id WHERE l.number = :number ORDER BY t.created_at DESC LIMIT 20
""")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a campaign is; the abandoned and the live answers are of the last 30 days."""

    leads_open: int = 0
    leads_closed: int = 0
    oldest_list: date | None = None
    newest_list: date | None = None
    ready: int = 0
    due: int = 0
    claimed: int = 0
    done: int = 0
    closed: int = 0
    next_due_at: datetime | None = None
    dials: int = 0
    answered: int = 0
    right_parties: int = 0
    conversions: int = 0
    refused: int = 0
    live_answers: int = 0
    abandoned: int = 0


class CampaignReportStore:
    """The reports of one transaction."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def progress(self, month_ago: datetime) -> dict[UUID, Progress]:
        """How far each campaign is; one without leads and tasks is not among them."""
        tasks = {row["campaign_id"]: dict(row) for row in self._connection.execute(TASKS, {"now": self._now}).mappings()}
        leads = {row["campaign_id"]: dict(row) for row in self._connection.execute(LEADS).mappings()}
        tries = {row["campaign_id"]: dict(row) for row in self._connection.execute(ATTEMPTS, {"month": month_ago}).mappings()}
        found: dict[UUID, Progress] = {}
        for campaign_id in tasks.keys() | leads.keys() | tries.keys():
            lead = leads.get(campaign_id, {})
            counted = {**tasks.get(campaign_id, {}), **tries.get(campaign_id, {})}
            counted.pop("campaign_id", None)
            found[campaign_id] = Progress(
                leads_open=lead.get("open", 0),
                leads_closed=lead.get("closed", 0),
                oldest_list=lead.get("oldest_list"),
                newest_list=lead.get("newest_list"),
                **counted,
            )
        return found

    def results(self, campaign_id: UUID) -> list[tuple[str, int]]:
        """How often the tries of a campaign ended in each result; those still open by their state."""
        return [(row.result, row.times) for row in self._connection.execute(RESULTS, {"campaign": campaign_id})]

    def refused(self, campaign_id: UUID) -> list[dict[str, Any]]:
        """The last dials of a campaign that the gate refused."""
        return self._all(REFUSED, campaign=campaign_id)

    def unknown(self, campaign_id: UUID) -> list[dict[str, Any]]:
        """The attempts of a campaign whose fate somebody must find out."""
        return self._all(UNKNOWN, campaign=campaign_id)

    def agents(self, campaign_id: UUID) -> list[dict[str, Any]]:
        """Our agents, those who belong to the campaign first."""
        return self._all(AGENTS, campaign=campaign_id)

    def attempts_of_number(self, number: str) -> list[dict[str, Any]]:
        """Every attempt on a number, dialled or refused, the latest first."""
        return self._all(ATTEMPTS_OF_NUMBER, number=number)

    def tasks_of_number(self, number: str) -> list[UUID]:
        """The tasks of all leads with a number."""
        return list(self._connection.execute(TASKS_OF_NUMBER, {"number": number}).scalars())

    def _all(self, statement: Any, **values: Any) -> list[dict[str, Any]]:
        return [dict(row) for row in self._connection.execute(statement, values).mappings()]
