"""Whether tests noticed a change: what a run of pytest proves, and what it does not."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path

_RED = 1
# What a change looks like that only broke the code: no test of a protection is needed to see it.
_ONLY_BROKEN = re.compile(
    r"\b(NameError|UnboundLocalError|ImportError|ModuleNotFoundError|SyntaxError"
    r"|PostgresSyntaxError|UndefinedColumnError|UndefinedFunctionError|UndefinedTableError"
    r"|AmbiguousColumnError|DatatypeMismatchError|InvalidTextRepresentationError)\b"
)
# A fault inside the service, as its log and its answers say it.
_FAULT = re.compile(r"request failed|internal_error|a group was taken apart")


@dataclass(frozen=True)
class Verdict:
    """`by` is the test that failed and how, or why nothing was proven."""

    caught: bool
    by: str


def judge(exit_code: int | None, report: Path, output: str, *, fault_counts: bool) -> Verdict:
    """Judge one run. `exit_code` is null for a run that was cut short.

    Caught is only what a test's own assertion, time limit or expected exception has shown. An
    error outside of a test, or a change that is no working program, proves nothing.
    """
    if exit_code is None:
        return Verdict(False, "the run did not end in time, and no test's own limit ended it")
    if exit_code == 0:
        return Verdict(False, "every test stayed green")
    if exit_code != _RED or not report.exists():
        return Verdict(False, f"the tests could not be run (exit code {exit_code})")
    # Written by the child on this machine a moment ago.
    for case in ET.parse(report).iter("testcase"):
        failure = case.find("failure")
        if failure is None:
            continue
        said = f"{failure.get('message', '')}\n{failure.text or ''}"
        broken = _ONLY_BROKEN.search(said + output)
        if broken is None and not fault_counts:
            broken = _FAULT.search(said + output)
        if broken is not None:
            return Verdict(False, f"the change only broke the code ({broken[0]})")
        return Verdict(True, case.get("name", "?"))
    return Verdict(False, "only errors outside of tests (set-up or collection)")
