"""Calls for fault tests: one that is on the line, and how a script is walked in it without caring where it leads."""

from dataclasses import dataclass
from uuid import UUID

from selectolax.lexbor import LexborHTMLParser

from tests.faults.centre import Agent, Centre
from tests.web.floor import BORN, Phone, add_account, add_customer


@dataclass(frozen=True)
class Form:
    """One form of the present step, filled in."""

    path: str
    fields: dict[str, str]

    @property
    def run_id(self) -> str:
        """The run it belongs to."""
        return self.path.split("/")[2]

    @property
    def turn(self) -> int:
        """The turn it was made for."""
        return int(self.fields["turn"])


def on_the_line(centre: Centre, agent: Agent, call_id: str, extension: str, number: str = "+14155550123") -> UUID:
    """A customer talks with the agent; returns the interaction."""
    add_account(centre.parts, add_customer(centre.parts, "Maria Delgado", number))
    phone = Phone(centre.parts)
    phone.rings(call_id, number)
    phone.connects(call_id, extension)
    with centre.parts.units.read() as unit:
        return unit.interactions.open_of(agent.person_id)[0].id


def next_form(page: LexborHTMLParser) -> Form | None:
    """The form that goes on from the present step by its first answer; None where the script waits or has come to its end."""
    for noun in ("answers", "offer-responses", "ticks", "consents"):
        forms = page.css(f'#panel-script .step form[hx-post$="/{noun}"]')
        form = next((each for each in forms if each.css_first("button[disabled]") is None), None)
        if form is None:
            continue
        fields = {node.attributes["name"] or "": node.attributes.get("value") or "" for node in form.css("input[type=hidden]")}
        fields = {name: value for name, value in fields.items() if name not in ("csrf", "key", "")}
        for node in form.css("[name^=field-]"):
            fields[node.attributes["name"] or ""] = BORN
        button = form.css_first("button[name]")
        if button is not None:
            fields[button.attributes["name"] or ""] = button.attributes.get("value") or ""
        return Form(form.attributes["hx-post"] or "", fields)
    return None
