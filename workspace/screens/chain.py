"""The way of a call that was sent on, in words: "Ana → Billing → Bruno"."""

from collections.abc import Sequence

from workspace.wiring.board import CallPart


def chain_words(parts: Sequence[CallPart], language: str) -> str:
    """Who had the call, and the queues it was sent to between them; nothing for a call that nobody sent on."""
    if len(parts) < 2:
        return ""
    names: list[str] = []
    queue = _queue(parts[0], language)
    for number, part in enumerate(parts):
        # A colleague who was meant keeps the queue the call came from: only a new one was a stop on the way.
        if number and _queue(part, language) != queue:
            queue = _queue(part, language)
            names.append(queue)
        names.append(part.agent or "…")
    return " → ".join(name for name in names if name)


def _queue(part: CallPart, language: str) -> str:
    first, other = (part.queue_zh, part.queue_en) if language == "zh" else (part.queue_en, part.queue_zh)
    return first or other or ""
