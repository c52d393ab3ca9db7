"""What a form knows, for tests: a text beside the shipped catalogue, sub-scripts and offers, without a database."""

from functools import cache
from pathlib import Path

from flows.connectors.catalogue import CATALOGUE
from flows.offers.offer import SLOTS
from scripts_dsl.loader import MappedLibrary, load_script
from scripts_dsl.source.reader import read
from workspace.studio.forms.controls import Option
from workspace.studio.forms.known import Known

LIBRARY = Path(__file__).parents[4] / "flows" / "library"
CODES = ("sold", "callback", "info_only")


@cache
def shipped() -> MappedLibrary:
    """The shipped sub-scripts and offers."""
    scripts = {f"lib/{path.stem}": path.read_text() for path in (LIBRARY / "lib").glob("*.yaml") if ".test" not in path.name}
    offers = [path.stem for path in (LIBRARY / "offers").glob("*.yaml")]
    return MappedLibrary(scripts, offers, SLOTS)


@cache
def known_for(text: str, *, key: str = "tried", language: str = "en") -> Known:
    """What is known of a text."""
    library = shipped()
    loaded = load_script(text, name=key, catalogue=CATALOGUE, library=library)
    script = loaded.script or load_script(text, name=key, catalogue=CATALOGUE, library=library, published=True).script
    return Known(
        key=key,
        language=language,
        text=text,
        root=read(text).root,
        problems=loaded.problems,
        script=script,
        catalogue=CATALOGUE,
        offers=tuple(Option(each, each) for each in sorted(library.offers() or ())),
        cards=(Option("roaming", "Roaming"),),
        codes=tuple(Option(each, each) for each in CODES),
        libraries=tuple(Option(each, each) for each in sorted(library.scripts)),
    )
