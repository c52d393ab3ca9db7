"""The shipped scripts, loaded as a bundle."""

from functools import cache
from pathlib import Path

import flows
from flows.connectors.catalogue import CATALOGUE
from flows.publishing.bundle import Bundle
from scripts_dsl.loader import MappedLibrary, load_script

FOLDER = Path(flows.__file__).parent / "library"
SCRIPTS = sorted(path.stem for path in FOLDER.glob("*.yaml") if not path.name.endswith(".test.yaml"))


@cache
def bundle(name: str) -> Bundle:
    """A script of the library with its sub-scripts."""
    texts = {f"lib/{path.stem}": path.read_text() for path in (FOLDER / "lib").glob("*.yaml")}
    loaded = load_script((FOLDER / f"{name}.yaml").read_text(), name=name, catalogue=CATALOGUE, library=MappedLibrary(texts))
    assert loaded.script is not None, [f"{each.line}: {each.message()}" for each in loaded.errors]
    return Bundle(f"{name}@1", loaded.script, CATALOGUE)
