"""The demo's campaigns: a bank's list for a term deposit, a segment of the telecom customers for online security, and one for a survey."""

from workspace.imports.leads import campaign_of
from workspace.seeding.customers import LEAVING_FIRST, LONG_WITH_US, seed_bank_leads, seed_segment_leads
from workspace.wiring.parts import Parts, Unit, new_id

BANK, TELECOM, SURVEY = "term_deposit", "online_security", "service_survey"
AGENTS = ("agent1", "agent2")
AWAY = (("zh", "Asia/Shanghai", 1.0), ("en", "Asia/Singapore", 0.25))
"""Where some of the made-up people live: their zones are invented like their names, and somebody has to be awake at any hour of a demo."""


def seed_campaigns(parts: Parts) -> None:
    """Ensure the campaigns, running, with the demo's agents in them, and fill them with their leads."""
    with parts.units.begin() as unit:
        unit.campaigns.remember_seller(parts.settings.seller_id)
        seller = parts.settings.seller_id
        _ensure(unit, BANK, "Term deposit", "定期存款", "term_deposit_outbound", "+18005550102", seller)
        _ensure(unit, TELECOM, "Month-to-month customers", "按月客户升级", "data_plan_outbound", "+18005550103", seller)
        _ensure(unit, SURVEY, "Service survey", "满意度回访", "satisfaction_survey", "+18005550105", seller, purpose="survey")
    seed_bank_leads(parts, BANK)
    seed_segment_leads(parts, TELECOM, LEAVING_FIRST)
    seed_segment_leads(parts, SURVEY, LONG_WITH_US)
    with parts.units.begin() as unit:
        for key in (BANK, TELECOM, SURVEY):
            for language, zone, share in AWAY:
                unit.leads_import.move(campaign_of(unit, key), language, zone, share)


def _ensure(
    unit: Unit, key: str, name_en: str, name_zh: str, script: str, caller_number: str, seller: str, *, purpose: str = "marketing"
) -> None:
    known = unit.campaigns.by_key(key)
    campaign_id = known["id"] if known else new_id()
    if known is None:
        unit.campaigns.add(
            id=campaign_id,
            key=key,
            name_en=name_en,
            name_zh=name_zh,
            state="running",
            seller=seller,
            purpose=purpose,
            script_key=script,
            caller_number=caller_number,
            region="US",
        )
    for login in AGENTS:
        person = unit.people.by_login(login)
        if person is not None:
            unit.campaigns.join(campaign_id, person["id"])
