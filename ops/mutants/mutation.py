"""One change for the worse: which protection it takes away, and which tests must turn red."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Mutation:
    """`find` occurs exactly once in `file` (a path in the checkout) and becomes `replace`; so do
    the pairs in `more`, where a protection can't be taken away at one place.

    `protection` says in plain words what holds no longer. Of `tests` (pytest node ids) at least
    one must fail within `seconds`. A change whose harm shows as a fault of the service (and not
    as a wrong answer) says so with `shows_as_fault`; elsewhere a fault only proves that the change
    broke the code, and counts for nothing.
    """

    name: str
    protection: str
    file: str
    find: str
    replace: str
    tests: tuple[str, ...]
    seconds: int = 60
    shows_as_fault: bool = False
    more: tuple[tuple[str, str], ...] = ()

    def applied_to(self, text: str) -> str:
        """The changed text. Raises ValueError unless each text to find occurs exactly once."""
        for find, replace in ((self.find, self.replace), *self.more):
            found = text.count(find)
            if found != 1:
                raise ValueError(f"{self.name}: its text occurs {found} times in {self.file}")
            text = text.replace(find, replace)
        return text

    def apply(self, checkout: Path) -> None:
        """Change the file below `checkout`. Raises ValueError as `applied_to`."""
        path = checkout / self.file
        path.write_text(self.applied_to(path.read_text(encoding="utf-8")), encoding="utf-8")
