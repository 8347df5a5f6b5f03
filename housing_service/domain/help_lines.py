"""Lines that somebody in need can call, as an operator writes them into one setting."""

import re
from dataclasses import dataclass
from typing import Final

LINES_MAX: Final = 6
_NAME_LENGTH_MAX: Final = 60
_NUMBER: Final = re.compile(r"\+?[0-9][0-9 ()./-]{1,28}")


@dataclass(frozen=True, slots=True)
class HelpLine:
    """What the line is called on screen, and its number as people write it."""

    name: str
    number: str

    @property
    def digits(self) -> str:
        """The number as a phone dials it."""
        return "".join(c for c in self.number if c in "+0123456789")


def help_lines(text: str | None) -> tuple[HelpLine, ...]:
    """The lines of `name=number;name=number`, in order. Raises ValueError with what is wrong."""
    lines = [line.rpartition("=") for line in (text or "").split(";") if line.strip()]
    found = tuple(HelpLine(name.strip(), number.strip()) for name, _, number in lines)
    if len(found) > LINES_MAX:
        raise ValueError(f"expected at most {LINES_MAX} lines")
    for line in found:
        if not 0 < len(line.name) <= _NAME_LENGTH_MAX or not _NUMBER.fullmatch(line.number):
            raise ValueError("expected name=number, with semicolons between lines")
    return found
