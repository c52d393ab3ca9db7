"""What the steps are called at which agents stand, for the board: in each language, and without what the customer said."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from flows.run import FALLBACK_STEP, SUPPRESS_STEP
from flows.step_title import find_step, step_title
from workspace.bundles import published
from workspace.translations import LANGUAGES
from workspace.wiring import Unit
from workspace.wiring_board import AgentNow
from workspace.words import SECTIONS, STEP_KINDS, word


def steps_of(unit: Unit, agents: Iterable[AgentNow]) -> dict[tuple[UUID, str], Mapping[str, str]]:
    """The titles of the agents' present steps, by bundle and key."""
    wanted = {(each.bundle_id, each.step_key) for each in agents if each.bundle_id is not None and each.step_key}
    return {(bundle_id, key): _titles(unit, bundle_id, key) for bundle_id, key in wanted}


def _titles(unit: Unit, bundle_id: UUID, key: str) -> dict[str, str]:
    if key in (SUPPRESS_STEP, FALLBACK_STEP):
        return {language: word(STEP_KINDS, key, language) for language in LANGUAGES}
    bundle = published(unit, bundle_id).bundle
    step = find_step(bundle, key)
    if step is None:
        return {}
    if step.kind in STEP_KINDS:
        return {language: word(STEP_KINDS, step.kind, language) for language in LANGUAGES}
    found = {language: step_title(bundle, step, language) for language in LANGUAGES}
    return {language: word(SECTIONS, words, language) if words == step.section else words for language, words in found.items()}
