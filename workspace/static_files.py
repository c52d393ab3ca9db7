"""The static files under one version: the digest of all of them is part of every address, so a browser may keep them for ever."""

import hashlib
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from markupsafe import Markup

STATIC_ROOT = Path(__file__).resolve().parent.parent / "static"


def digest_of(root: Path) -> str:
    """The first twelve hex digits of a digest over the names and bytes of all files below `root`."""
    digest = hashlib.sha256()
    for path in sorted(path for path in root.rglob("*") if path.is_file()):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


STATIC_VERSION = digest_of(STATIC_ROOT)


@cache
def static_url(path: str) -> str:
    """The address of a static file, e.g. `css/app.css`. Raises `FileNotFoundError` for a file that is not there.

    The version is a folder, not a query: a module's relative imports then carry it too.
    """
    if not (STATIC_ROOT / path).is_file():
        raise FileNotFoundError(path)
    return f"/static/{STATIC_VERSION}/{path}"


@cache
def shapes() -> Mapping[str, Markup]:
    """What each icon of `icons.svg` is drawn with, by name: for lists so long that a reference to the file in each line costs time."""
    found = re.findall(r'<symbol id="(\w+)" viewBox="0 0 24 24">(.*?)</symbol>', (STATIC_ROOT / "icons.svg").read_text())
    return {name: Markup(drawn) for name, drawn in found}  # noqa: S704 - our own file
