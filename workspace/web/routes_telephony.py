"""The route of telephony: what a bridge posts. It is behind the door for machines, not the one for people."""

from starlette.routing import Route

from workspace.web.signed_door import take_event

TELEPHONY: tuple[Route, ...] = (Route("/telephony/events", take_event, methods=["POST"]),)
