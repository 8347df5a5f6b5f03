"""What a reader may rely on: short files, no sleeping tests, no hosts, no stray words."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
LINES_MAX = 350
# Reasoned exceptions: a page of data or one idea that would be harder to read in pieces.
LONGER = {"sql/schema.sql", "sql/migrations/0001_pre_core.sql"}


def tracked(*suffixes: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split()
    names = listed or [str(path.relative_to(ROOT)) for path in ROOT.rglob("*") if path.is_file()]
    return [ROOT / n for n in names if n.endswith(suffixes) and (ROOT / n).exists()]


def test_no_file_is_longer_than_one_idea() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for path in tracked(".py", ".sql", ".js", ".css", ".html")
        if (count := path.read_text(encoding="utf-8").count("\n")) > LINES_MAX
    }
    assert set(long) <= LONGER, long


def test_no_registry_address_is_written_down() -> None:
    pattern = re.compile(r"index-url|\"resolved\":|registry\.npmjs|pypi\.org|files\.pythonhosted")
    for path in tracked(".py", ".txt", ".lock", ".json", ".toml", ".md", ".yml", "Makefile", "run"):
        if path == Path(__file__):
            continue
        for line in path.read_text(encoding="utf-8").splitlines():
            assert not pattern.search(line.replace("--no-emit-index-url", "")), (path, line)


def test_no_html_is_made_from_strings_in_the_browser() -> None:
    for path in tracked(".js", ".html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write", text), path


def test_every_python_file_says_what_it_is() -> None:
    for path in tracked(".py"):
        text = path.read_text(encoding="utf-8")
        if text.strip() and "tests/" not in str(path):
            assert text.lstrip().startswith(('"""', "#!")), path
