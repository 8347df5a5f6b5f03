"""What an import did, as one JSON document for programs and as lines for people."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any, Final, TextIO

import orjson

from housing_service.domain.errors import PROBLEMS
from housing_service.ingest.problems import KEPT_MAX, ProblemList, ReadingLog

KINDS: Final = ("organization", "program", "site", "pool", "report")
OUTCOMES: Final = ("added", "changed", "unchanged", "refused")
SHOWN_MAX: Final = 20

_REASONS: Final = {
    "record_refused": "The database did not take it.",
    "organization_missing": "Its organization was not imported.",
    "organization_changed": "It belongs to another organization here; no file moves it.",
    "program_refused": "Its program was not imported.",
    "count_twice": "The night comes twice with different counts; the first one counts.",
}
_KIND_BY_HMIS_FILE: Final = {
    "Organization.csv": "organization",
    "Project.csv": "program",
    "ProjectCoC.csv": "site",
    "Inventory.csv": "pool",
}


@dataclass(slots=True)
class ImportSummary:
    """Counts by kind and outcome, and what went wrong. `failure` is set when nothing could start.

    A row that was refused counts under the kind it would have become.
    """

    format: str
    file: str
    dry_run: bool
    source: str = ""
    log: ReadingLog = field(default_factory=ReadingLog)
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    failure: dict[str, str] | None = None
    replay: dict[str, Any] | None = None
    stopped: bool = False

    def count(self, kind: str, outcome: str) -> None:
        """Count one record of `kind`."""
        self.counts[(kind, outcome)] += 1

    def refuse(self, kind: str, file: str, line: int, code: str) -> None:
        """Count one record that the database did not take, with its reason."""
        self.count(kind, "refused")
        reason = _REASONS.get(code) or (PROBLEMS[code].detail if code in PROBLEMS else code)
        self.log.problems.add(file, line, code, reason)

    def take_reading(self, log: ReadingLog) -> None:
        """Start from what the reader said; its refused rows count as refused records."""
        self.log = log
        for file, rows in log.problems.by_file.items():
            self.counts[(_KIND_BY_HMIS_FILE.get(file, "report"), "refused")] += rows

    @property
    def nothing_changed(self) -> bool:
        """Whether the database holds after the import what it held before."""
        return not any(self.counts[(kind, out)] for kind in KINDS for out in OUTCOMES[:2])

    def document(self) -> dict[str, Any]:
        """Return the whole summary; lists are cut at KEPT_MAX, totals are not."""
        problems, warnings = self.log.problems, self.log.warnings
        return {
            "format": self.format,
            "file": self.file,
            "source": self.source,
            "dry_run": self.dry_run,
            "failure": self.failure,
            "stopped": self.stopped,
            "nothing_changed": self.nothing_changed,
            "counts": {
                f"{kind}s": {out: self.counts[(kind, out)] for out in OUTCOMES} for kind in KINDS
            },
            "problems_total": problems.total,
            "problems": [asdict(problem) for problem in problems.kept],
            "warnings_total": warnings.total,
            "warnings": [asdict(warning) for warning in warnings.kept],
            "notes": self._notes(),
            "replay": self.replay,
        }

    def _notes(self) -> list[str]:
        return [
            f"{count} {note}" if not note.endswith(".") else note
            for note, count in sorted(self.log.notes.items())
        ]

    def print_json(self, out: TextIO) -> None:
        """Write exactly one JSON document."""
        out.write(orjson.dumps(self.document(), option=orjson.OPT_INDENT_2).decode() + "\n")
        out.flush()

    def print_text(self, out: TextIO, err: TextIO) -> None:
        """Write the counts to `out`; problems, warnings and notes to `err`."""
        _print_list(err, "problem", self.log.problems)
        _print_list(err, "warning", self.log.warnings)
        for note in self._notes():
            err.write(f"note: {note}\n")
        if self.failure is not None:
            err.write(f"{self.failure['sentence']} {self.failure['next_step']}\n")
        else:
            self._print_counts(out)
        out.flush()
        err.flush()

    def _print_counts(self, out: TextIO) -> None:
        for kind in KINDS:
            of_kind = [self.counts[(kind, outcome)] for outcome in OUTCOMES]
            if any(of_kind):
                said = ", ".join(f"{n} {o}" for n, o in zip(of_kind, OUTCOMES, strict=True))
                out.write(f"{kind + 's:':<15}{said}\n")
        if self.replay is not None:
            out.write(f"replayed {self.replay['days_played']} of {self.replay['days']} days\n")
        if self.stopped:
            out.write("stopped; what was imported so far stays\n")
        elif self.dry_run:
            out.write("dry run: nothing was written\n")
        if self.nothing_changed:
            out.write("nothing changed\n")


def _print_list(err: TextIO, word: str, found: ProblemList) -> None:
    for one in found.kept[:SHOWN_MAX]:
        err.write(f"{word}: {one.file}:{one.line}: {one.reason} ({one.code})\n")
    if found.total > SHOWN_MAX:
        kept = f"; --json lists the first {KEPT_MAX}" if found.total > KEPT_MAX else ""
        err.write(f"{word}: {found.total - SHOWN_MAX} more{kept}\n")
