"""Desks to look at: Ana's, in each state a desk can be in."""

from dataclasses import replace

from workspace.screens.desk import DeskScreen
from workspace.screens.desk_call import BarPanel, CallBar, CallControl, Choice, OfferedTask, Presence, PresenceChoice
from workspace.screens.desk_caller import CallerPanel, CustomerCard, CustomerHit, Fact, Flag, Holding, PastInteraction
from workspace.screens.desk_script import (
    Answer,
    AskBody,
    Body,
    DoBody,
    Exit,
    FallbackBody,
    FieldError,
    FormBody,
    FormField,
    Objection,
    OfferBody,
    Part,
    PathItem,
    ReadBackBody,
    ReadLine,
    Resumption,
    RunView,
    SayBody,
    ScriptPanel,
    Section,
    Step,
    WrapUpBody,
)
from workspace.screens.desk_work import (
    CallbackLine,
    DeskSettings,
    Disposition,
    NextPanel,
    NotesPanel,
    Notice,
    NoticesPanel,
    OffersPanel,
    QueueLine,
    RankedOffer,
    StatusPanel,
    TaskPreview,
    WrapUpPanel,
)
from workspace.screens.show_work import show_keys

AT = "2026-11-22T05:40:00+00:00"
CALL = "018f2b0c-0000-7000-8000-000000000002"
RUN = "018f2b0c-0000-7000-8000-000000000001"
REASONS = (Choice("price", "Too dear"), Choice("need", "No need"))
CHOICES = (PresenceChoice("ready", current=True), PresenceChoice("not_ready", "lunch", "Lunch"), PresenceChoice("offline"))

TALK = CallBar(
    CALL,
    "talking",
    "inbound",
    AT,
    name="Maria Delgado",
    number="+1 415 555 0123",
    line="Billing",
    controls=(CallControl("mute"), CallControl("hold", requested=True), CallControl("hang_up")),
    can_transfer=True,
    do_not_call="available",
)
CUSTOMER = CustomerCard(
    "c1",
    "Maria Delgado",
    "MD",
    tier="Gold",
    tenure="since 2019, 7 years",
    local_time="6:17 PM",
    zone="Los Angeles",
    language="English",
    pays="$89.40 a month",
    balance="$112.05",
    balance_tone="warn",
    flags=(Flag("Open complaint", "bad"),),
    agreements=(Holding("Two-year agreement", "ends Mar 2027", "expected $85.00, actual $89.40"),),
    subscriptions=(Holding("Fibre 300", "$59.90"),),
    orders=(Holding("Router Pro", "shipped"),),
    attributes=(Fact("Payment method", "Credit transfer"),),
    interactions=(
        PastInteraction("2 days ago", "2026-11-20 10:12", "voice", "inbound", "Information only", "Bruno", "Asked about a bill."),
    ),
)
SAY = ((Part("Thanks "), Part("Maria", "value"), Part(". Your speed is "), Part("plan speed", "missing")),)
BODIES: dict[str, Body] = {
    "say": SayBody(),
    "ask": AskBody(
        (Part("What is the problem?"),), (Answer("slow", "Internet is slow", "1"), Answer("bill", "The invoice", "2", chosen=True))
    ),
    "scale": AskBody((Part("How likely?"),), tuple(Answer(str(n), str(n), str(n)) for n in range(1, 6)), scale=True),
    "form": FormBody(
        (
            FormField("name", "text", "Name", "Ana"),
            FormField("count", "number", "Lines", min="1", max="5"),
            FormField("fee", "money", "Fee", unit="USD"),
            FormField("keep", "yesno", "Keep the number?", "yes"),
            FormField("date", "date", "Moving date", required=True, error=FieldError("too_small", "22 Nov 2026")),
            FormField("at", "time", "Time"),
            FormField("back_at", "datetime", "Call back at", unit="Los Angeles"),
            FormField("phone", "phone", "Phone"),
            FormField("mail", "email", "E-mail", error=FieldError("format")),
            FormField("address", "address", "New address", required=True, error=FieldError("required")),
            FormField("pin", "digits", "Last four digits", sensitive=True, help="Of the account number."),
            FormField("files", "files", "Papers"),
            FormField("slot", "choice", "Time of day", "am", options=(Choice("am", "Morning"), Choice("pm", "Afternoon"))),
            FormField("more", "multichoice", "Rooms", values=("k",), options=(Choice("k", "Kitchen"), Choice("o", "Office"))),
        )
    ),
    "offer": OfferBody("Fibre 1000", "$19.90 a month", "the line is slow", (Fact("Term", "24 months"),), decline_reasons=REASONS),
    "read_back": ReadBackBody((ReadLine("price", (Part("It costs $19.90."),), "18:19:02"), ReadLine("cancel", (Part("14 days."),))), False),
    "do": DoBody("Sending the order", AT),
    "wrapup": WrapUpBody(),
    "fallback": FallbackBody("limit"),
}
DISPOSITIONS = (Disposition("resolved", "Resolved", suggested=True), Disposition("callback", "Callback", callback=True))
OFFERS = OffersPanel(
    CALL,
    (
        RankedOffer("o1", "Fibre 1000", "$19.90/mo", "up-sell", "slow line", responses=("later", "declined")),
        RankedOffer("o2", "Router Pro", "$6.50/mo", "cross-sell", response="accepted"),
        RankedOffer("o3", "Cloud disk", "$1.50/mo", "cross-sell", rested="Declined 12 days ago"),
    ),
    REASONS,
)
NOTICES = NoticesPanel(
    (
        Notice("n1", "announcement", "Outage in the north.", "09:38", "Sofia", must_acknowledge=True),
        Notice("n2", "coaching", "Ask about the second line.", "09:40", "Sofia"),
    )
)
TASK = TaskPreview(
    "t1",
    3,
    "Term deposit",
    "Thomas Becker",
    "+1 212 555 0144",
    attempts="1 of 3",
    lease_until=AT,
    skip_reasons=(Choice("x", "Wrong person"),),
)


def offered() -> DeskScreen:
    """A task is before Ana, as a call that rings."""
    desk = idle()
    bar = replace(desk.bar, offered=OfferedTask("t1", "Thomas Becker", "Term deposit", "You promised to call at 10:45", AT))
    preview = replace(TASK, lease_until="", why="You promised to call at 10:45", facts=(Fact("Last time", "no answer", "warn"),))
    return replace(desk, bar=bar, next=replace(desk.next, offered=preview))


def run_at(kind: str) -> RunView:
    """A run that stands at a step of this kind."""
    objections = (Objection("dear", "Too expensive", (SAY[0],), open=True),) if kind == "offer" else ()
    step = Step("s1", f"A step to {kind}", BODIES[kind], SAY, "Do not promise a date.", objections)
    return RunView(
        RUN,
        7,
        "Inbound broadband",
        "v14",
        step,
        (Section("Opening", "done"), Section("Reason", "current"), Section("Close", "ahead")),
        7,
        18,
        (Choice("en", "EN", selected=True), Choice("zh", "中")),
        (PathItem("1", "Greet", "said"), PathItem("7", "Now", current=True)),
        can_go_back=True,
        exits=(Exit("do_not_call", "Never call again"),),
        trouble="timeout",
    )


def talking(kind: str = "ask") -> DeskScreen:
    """Ana talks to Maria; her script stands at a step of this kind."""
    return DeskScreen(
        version=12,
        bar=BarPanel(Presence("engaged", AT, pending=CHOICES[1], choices=CHOICES), TALK),
        caller=CallerPanel("matched", CALL, "+1 415 555 0123", CUSTOMER, can_search=True),
        script=ScriptPanel(CALL, run_at(kind), (Choice("complaint", "Complaint"),)),
        offers=OFFERS,
        notes=NotesPanel(CALL, "Wants an itemised bill.", "09:41:07"),
        wrapup=WrapUpPanel("early", CALL, 7, DISPOSITIONS),
        next=NextPanel(compact=True, upcoming="T. Becker, callback 10:45"),
        notices=NOTICES,
        status=StatusPanel("Ana", "Team North", settings=DeskSettings(keys=show_keys({}))),
    )


def idle(task: TaskPreview | None = None) -> DeskScreen:
    """Ana waits, or looks at a task before she dials."""
    waiting = NextPanel(
        task=task,
        can_claim=True,
        callbacks=(CallbackLine("b1", "Thomas Becker", "today 10:45", "Term deposit", overdue=True),),
        queues=(QueueLine("Billing", 3, AT),),
        numbers=(Fact("Handled", "12"),),
    )
    return replace(
        talking(),
        bar=BarPanel(Presence("ready", AT, choices=CHOICES)),
        caller=CallerPanel("idle"),
        script=ScriptPanel(),
        offers=OffersPanel(),
        notes=NotesPanel(),
        wrapup=WrapUpPanel(),
        next=waiting,
        notices=NoticesPanel(),
    )


def form_typed_in(note: str) -> DeskScreen:
    """Ana's script stands at a form that is as the server knows it, while a notice comes and her presence changes."""
    bar = BarPanel(Presence("engaged", AT, pending=CHOICES[2], choices=CHOICES), TALK)
    return replace(talking("form"), bar=bar, notices=NoticesPanel((Notice("n3", "coaching", note, "09:41", "Sofia"),)))


def ringing(**settings: bool) -> DeskScreen:
    """A call rings at Ana's desk, from a number that two customers share; her settings are as delivered but for these."""
    call = replace(TALK, state="ringing", controls=(), can_transfer=False, can_reject=True, do_not_call="none")
    hits = (CustomerHit("a", "Maria Delgado", "Gold"), CustomerHit("b", "Jose Delgado", "since 2021", "+1 415 555 0123"))
    return replace(
        talking("say"),
        bar=BarPanel(Presence("ready", AT, choices=CHOICES), call),
        caller=CallerPanel("shared", CALL, "+1 415 555 0123", candidates=hits, can_search=True),
        status=StatusPanel("Ana", "Team North", settings=DeskSettings(keys=show_keys({}), **settings)),
    )


def wrapping_up() -> DeskScreen:
    """The call has ended, and the time for the wrap-up is running."""
    satisfaction = FormField("csat", "choice", "Satisfaction", options=tuple(Choice(str(n), str(n)) for n in range(1, 6)))
    return replace(
        talking("wrapup"),
        bar=BarPanel(Presence("wrapping_up", AT, choices=CHOICES), replace(TALK, state="ended", controls=(), can_transfer=False)),
        wrapup=WrapUpPanel(
            "running", CALL, 7, DISPOSITIONS, fields=(satisfaction,), until=AT, can_extend=True, extension="1 minute", error="required"
        ),
    )


def dropped() -> DeskScreen:
    """Maria rings back; the run of the dropped call is offered."""
    panel = ScriptPanel(CALL, None, (Choice("a", "Broadband"),), Resumption(RUN, "Broadband", "Read back", "4 minutes ago", "Bruno"))
    return replace(talking(), script=panel)


DESKS = {f"talking, {kind}": talking(kind) for kind in BODIES} | {
    "idle": idle(),
    "preview": idle(TASK),
    "refused preview": idle(replace(TASK, refused="too late there", number="")),
    "offered task": offered(),
    "ringing": ringing(),
    "wrapping up": wrapping_up(),
    "dropped": dropped(),
    "withheld": replace(talking("say"), caller=CallerPanel("withheld", CALL, can_search=True)),
    "unknown": replace(talking("say"), caller=CallerPanel("unknown", CALL, "+1 415 555 0199")),
}
"""Every state of the desk by name."""
