"""What decides where a call goes: queues, dialled numbers, opening hours, dispositions."""

from sqlalchemy import Boolean, Column, ForeignKey, Integer, Numeric, Table, Text, Uuid

from adapters.database.metadata import created_at, document, identity, metadata, moment, refers, text

opening_hours = Table(
    "opening_hours",
    metadata,
    identity(),
    text("name", unique=True),
    text("zone"),
    document("weekly"),  # {"mon": [["08:00", "20:00"]], ...}
)

queues = Table(
    "queues",
    metadata,
    identity(),
    text("key", unique=True),
    text("name_en"),
    text("name_zh"),
    refers("skill_id", "skills"),
    refers("opening_hours_id", "opening_hours"),
    refers("vendor_id", "vendors"),  # set: worked by that vendor's agents alone
    text("script_key", required=False),  # the script an interaction of this queue opens with
    Column("priority", Integer, nullable=False, server_default="0"),
    Column("answer_within_seconds", Integer, nullable=False, server_default="20"),  # service level: this share ...
    Column("service_level_target", Numeric(4, 3), nullable=False, server_default="0.8"),  # ... within that time
    Column("wrap_up_seconds", Integer, nullable=False, server_default="60"),
    Column("asks_satisfaction", Boolean, nullable=False, server_default="false"),  # the wrap-up asks how content the customer was, 1 to 5
    text("vip_from_tier", required=False),  # the lowest tier that is VIP here: silver | gold | platinum
    refers("vip_team_id", "teams"),  # VIPs go to this team first, and to it alone ...
    Column("vip_overflow_seconds", Integer, nullable=False, server_default="30"),  # ... for so long
    # How much longer a tier counts as having waited, in seconds.
    Column("silver_head_start", Integer, nullable=False, server_default="60"),
    Column("gold_head_start", Integer, nullable=False, server_default="300"),
    Column("platinum_head_start", Integer, nullable=False, server_default="600"),
    Column("skill_level", Integer, nullable=False, server_default="1"),  # what the skill must be at least ...
    Column("relax_after_seconds", Integer, nullable=False, server_default="0"),  # ... for so long, 0: for good
    Column("last_agent_seconds", Integer, nullable=False, server_default="0"),  # a customer waits so long for their last agent, 0: not ...
    Column("last_agent_days", Integer, nullable=False, server_default="7"),  # ... who spoke with them within these days
    Column("active", Boolean, nullable=False, server_default="true"),
    created_at(),
)

dialled_numbers = Table(
    "dialled_numbers",
    metadata,
    Column("number", Text, primary_key=True),
    Column("queue_id", Uuid, ForeignKey("queues.id"), nullable=False),
    text("script_key", required=False),  # wins over the queue's
    text("name", default=""),
)

dispositions = Table(
    "dispositions",
    metadata,
    Column("code", Text, primary_key=True),
    text("label_en"),
    text("label_zh"),
    text("kind", default="neutral"),  # success | neutral | failure | opt_out | callback
    Column("position", Integer, nullable=False, server_default="0"),
    Column("active", Boolean, nullable=False, server_default="true"),
)

notices = Table(
    "notices",
    metadata,
    identity(),
    text("kind"),  # broadcast | script_published | coaching | watched
    text("text_en"),
    text("text_zh"),
    document("changes"),  # {"en": [...], "zh": [...]}: what changed in a script, in words
    document("audience"),  # {"teams": [...], "vendors": [...], "people": [...], "everyone": true, "staff": true}
    Column("must_acknowledge", Boolean, nullable=False, server_default="false"),
    refers("created_by", "people"),
    created_at(),
    moment("expires_at"),
)

notice_acknowledgements = Table(
    "notice_acknowledgements",
    metadata,
    Column("notice_id", Uuid, ForeignKey("notices.id"), primary_key=True),
    Column("person_id", Uuid, ForeignKey("people.id"), primary_key=True),
    moment("at", required=True),
)
