"""The way of a call that was sent on, in words."""

import pytest

from workspace.screens.chain import chain_words
from workspace.wiring.board import CallPart

ANA = CallPart("Ana", "Broadband", "宽带")


@pytest.mark.parametrize(
    ("parts", "language", "words"),
    [
        ((ANA,), "en", ""),
        ((ANA, CallPart("Bruno", "Broadband", "宽带")), "en", "Ana → Bruno"),
        ((ANA, CallPart("Bruno", "Billing", "账单")), "en", "Ana → Billing → Bruno"),
        ((ANA, CallPart("Bruno", "Billing", "账单")), "zh", "Ana → 账单 → Bruno"),
        ((ANA, CallPart(None, "Billing", "账单")), "en", "Ana → Billing → …"),
        ((ANA, CallPart("Bruno", "Billing", "账单"), CallPart("Sofia", "Billing", "账单")), "en", "Ana → Billing → Bruno → Sofia"),
        ((CallPart("Ana", None, None), CallPart("Bruno", None, None)), "en", "Ana → Bruno"),
    ],
)
def test_colleagues_and_queues_stand_in_their_order(parts: tuple[CallPart, ...], language: str, words: str) -> None:
    assert chain_words(parts, language) == words
