"""The versions of one text: which one new calls take, and what may be done with the others. Versions are never changed or renumbered."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from flows.errors import ConflictError, NotFoundError


@dataclass(frozen=True, slots=True)
class Version:
    """One published version: its number from 1 up, the fingerprint of its text, whether new calls take it, whether it was withdrawn.

    `withdrawn_steps` are steps that were withdrawn alone; `rolled_back_to` is the version whose text this one repeats.
    """

    number: int
    sha256: str
    is_live: bool
    is_withdrawn: bool = False
    withdrawn_steps: frozenset[str] = frozenset()
    rolled_back_to: int | None = None


@dataclass(frozen=True, slots=True)
class Shelf:
    """All versions of one text, the oldest first; at most one is live."""

    versions: tuple[Version, ...] = ()

    @property
    def live(self) -> Version | None:
        """The version that new calls take."""
        return next((each for each in self.versions if each.is_live), None)

    @property
    def newest(self) -> int:
        """The highest number given, 0 before the first."""
        return max((each.number for each in self.versions), default=0)

    def numbered(self, number: int) -> Version:
        """A version by its number. Raises NotFoundError."""
        for each in self.versions:
            if each.number == number:
                return each
        raise NotFoundError

    def published(self, sha256: str, rolled_back_to: int | None = None) -> "Shelf":
        """The shelf with one version more, which is live; the one before is retired."""
        retired = (replace(each, is_live=False) for each in self.versions)
        return Shelf((*retired, Version(self.newest + 1, sha256, is_live=True, rolled_back_to=rolled_back_to)))

    def to_roll_back_to(self, number: int) -> Version:
        """The version whose text may be published again. Raises NotFoundError, ConflictError "is_live" or "is_withdrawn"."""
        version = self.numbered(number)
        if version.is_live:
            raise ConflictError("is_live", str(number))
        if version.is_withdrawn:
            raise ConflictError("is_withdrawn", str(number))
        return version

    def withdrawn(self, number: int, step: str = "") -> "Shelf":
        """The shelf with a version, or one step of it, marked as not to be used.

        A live version is not withdrawn: new calls would open without a script, so another is made live first; its steps may be.
        Raises NotFoundError, ConflictError "is_live", or "is_withdrawn" when it was before.
        """
        version = self.numbered(number)
        if version.is_withdrawn or step in version.withdrawn_steps:
            raise ConflictError("is_withdrawn", str(number))
        if step:
            return self._with(replace(version, withdrawn_steps=version.withdrawn_steps | {step}))
        if version.is_live:
            raise ConflictError("is_live", str(number))
        return self._with(replace(version, is_withdrawn=True))

    def given_back(self, number: int, step: str = "") -> "Shelf":
        """The shelf with that mark taken away. Raises NotFoundError for a version or a step that is not withdrawn."""
        version = self.numbered(number)
        if step and step in version.withdrawn_steps:
            return self._with(replace(version, withdrawn_steps=version.withdrawn_steps - {step}))
        if not step and version.is_withdrawn:
            return self._with(replace(version, is_withdrawn=False))
        raise NotFoundError

    def _with(self, changed: Version) -> "Shelf":
        return Shelf(tuple(changed if each.number == changed.number else each for each in self.versions))


def shelf_of(versions: Iterable[Version]) -> Shelf:
    """A shelf of versions in any order. Two that are live is our mistake."""
    found = tuple(sorted(versions, key=lambda each: each.number))
    if sum(each.is_live for each in found) > 1:
        raise AssertionError("two versions are live")
    return Shelf(found)
