"""What the steps are called at which agents stand, for the board: in each language, and without what the customer said."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from flows.runs.run import FALLBACK_STEP, SUPPRESS_STEP
from flows.runs.step_title import find_step, step_title
from workspace.scripts.bundles import published
from workspace.translations import LANGUAGES
from workspace.wiring.board import AgentNow
from workspace.wiring.parts import Unit
from workspace.words import SECTIONS, STEP_KINDS, word


def steps_of(unit: Unit, agents: Iterable[AgentNow]) -> dict[tuple[UUID, str], Mapping[str, str]]:
    """The titles of the agents' present steps, by bundle and key."""
    wanted = {(each.bundle_id, each.step_key) for each in agents if each.bundle_id is not None and each.step_key}
    return {(bundle_id, key): {language: title_of(unit, bundle_id, key, language) for language in LANGUAGES} for bundle_id, key in wanted}


def title_of(unit: Unit, bundle_id: UUID, key: str, language: str) -> str:
    """What one step is called in a language; the key in words where the bundle has no such step."""
    if key in (SUPPRESS_STEP, FALLBACK_STEP):
        return word(STEP_KINDS, key, language)
    bundle = published(unit, bundle_id).bundle
    step = find_step(bundle, key)
    if step is None:
        return key.replace("_", " ")
    if step.kind in STEP_KINDS:
        return word(STEP_KINDS, step.kind, language)
    title = step_title(bundle, step, language)
    return word(SECTIONS, title, language) if title == step.section else title
