"""Script files on the disk: a file as text, what stands beside it, and the checked script they make together.

Sub-scripts, offers and the action catalogue are found beside the file: in its folder and the folders above it, then in the shipped
library.
"""

import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import flows
from flows.connectors.catalogue import CATALOGUE
from flows.dispositions import CODES
from scripts_dsl.catalogue import Catalogue
from scripts_dsl.catalogue.text import FILE_NAME, load_catalogue
from scripts_dsl.loader import Loaded, load_script
from scripts_dsl.problem import Problem

if TYPE_CHECKING:
    from flows.offers.offer import Offer

LIBRARY = Path(flows.__file__).parent / "library"
"""The folder of the shipped scripts and offers."""
STANDARD_INPUT = Path("-")
"""The name of a file that stands for standard input."""
TEST_FILES = ".test.yaml"
"""How the names of test files end."""


@dataclass(frozen=True)
class FolderLibrary:
    """What stands beside a file on the disk; the nearest folder comes first."""

    folders: Sequence[Path]

    def script(self, name: str) -> str | None:
        """The source of a sub-script, from the nearest folder that has it; None when none has."""
        # A name is text of the author's: it must not lead out of the folder.
        if not all(part.isidentifier() for part in name.split("/")):
            return None
        return next((text for folder in self.folders if (text := _text_of(folder / f"{name}.yaml")) is not None), None)

    def offers(self) -> Collection[str] | None:
        """The offers of the nearest folder that has any."""
        return [path.stem for path in self.offer_files()]

    def slots(self) -> Collection[str] | None:
        """The slots there are."""
        from flows.offers.offer import SLOTS  # asked only by scripts with a slot

        return SLOTS

    def offer_files(self) -> Sequence[Path]:
        """The files of the offers, in order of their names."""
        found = (sorted((folder / "offers").glob("*.yaml")) for folder in self.folders)
        return next((paths for paths in found if paths), [])


def read_bytes(path: Path) -> bytes:
    """What a file holds, `-` being standard input. Raises OSError when it cannot be read."""
    return sys.stdin.buffer.read() if path == STANDARD_INPUT else path.read_bytes()


def beside(*paths: Path) -> FolderLibrary:
    """What stands beside these files, beside the first one first."""
    folders = [Path.cwd() if path == STANDARD_INPUT else path.resolve().parent for path in paths]
    nearby = [each for folder in folders for each in (folder, *folder.parents)]
    return FolderLibrary(list(dict.fromkeys((*nearby, LIBRARY))))


def name_of(path: Path) -> str:
    """The name a script is known by; a sub-script by the one that others call it by."""
    if path == STANDARD_INPUT:
        return "stdin"
    return f"lib/{path.stem}" if path.resolve().parent.name == "lib" else path.stem


SHIPPED = CATALOGUE.with_dispositions(CODES)
"""What a script may name where no catalogue stands beside it."""


@dataclass(frozen=True)
class NearbyCatalogue:
    """The action catalogue of a script: the shipped one with what a file beside the script adds.

    `path` is that file, None where there is none; with errors among its problems it adds nothing.
    """

    catalogue: Catalogue
    path: Path | None = None
    problems: tuple[Problem, ...] = ()


def catalogue_beside(path: Path) -> NearbyCatalogue:
    """The action catalogue for a script; of the files beside it the nearest one counts."""
    cards = _cards_beside(path)
    known = SHIPPED.with_cards(cards) if cards else SHIPPED
    for folder in beside(path).folders:
        text = _text_of(folder / FILE_NAME)
        if text is not None:
            found, problems = load_catalogue(text, known)
            return NearbyCatalogue(found or known, folder / FILE_NAME, problems)
    return NearbyCatalogue(known)


def _cards_beside(path: Path) -> list[str]:
    """The keys of the knowledge cards in the folder of that name beside a script, or beside the folder of its sub-script."""
    folder = Path.cwd() if path == STANDARD_INPUT else path.resolve().parent
    return [each.stem for each in (folder.parent if folder.name == "lib" else folder).joinpath("cards").glob("*.md")]


def offers_beside(path: Path, catalogue: Catalogue) -> "dict[str, Offer]":
    """The offers that stand beside a script, by their keys; a file with errors gives none. Raises OSError."""
    from flows.offers.catalogue import load_offers  # the check of a script starts faster without it

    found = (load_offers(each.read_bytes(), each.stem, catalogue)[0] for each in beside(path).offer_files())
    return {offer.key: offer for offers in found for offer in offers}


def load_file(path: Path, *, library: FolderLibrary | None = None, catalogue: Catalogue | None = None) -> Loaded:
    """The script of a file, checked with what stands beside it. Raises OSError when it cannot be read."""
    known = catalogue if catalogue is not None else catalogue_beside(path).catalogue
    return load_script(read_bytes(path), name=name_of(path), catalogue=known, library=library or beside(path))


def _text_of(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
