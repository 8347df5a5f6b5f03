"""No SQL from pieces, no markup from text, nothing that was sent in a log, no secret in a file."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from forbidden_code import in_python, in_script

ROOT = Path(__file__).parents[2]
_SCRIPTS = ("housing_service/web/static", "housing_service/web/components")
_FILE_BYTES_MAX = 2_000_000
# Secrets by the shape that their makers gave them; in parts, so that this file has none.
_SECRETS = {
    "a private key": r"-----BEGIN (?:[A-Z]+ )?PRIVATE" + r" KEY-----",
    "a token of ours": r"\bh" + r"s_[A-Za-z0-9_-]{43}\b",
    "a cloud key": r"\bA(?:KIA|SIA)[0-9A-Z]{16}\b",
    "a forge's token": r"\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{60,}|glpat-[\w-]{20})\b",
    "a map key": r"\bAIza[\w-]{35}\b",
    "a chat token": r"\bxox[abprs]-[\w-]{20,}",
    "a payment key": r"\b[sr]k_live_\w{20,}",
    "a signed token": r"\beyJ[\w-]{20,}\.eyJ[\w-]{20,}\.[\w-]{20,}",
    "an address with a password": r"\b(?:postgres(?:ql)?|https?)://[^\s/:@'\"{<]+:[^\s/@'\"{<…$]{8,}@",
}


def test_no_python_breaks_the_rules() -> None:
    files = sorted((ROOT / "housing_service").rglob("*.py"))
    assert len(files) > 200
    found = [
        f"{path.relative_to(ROOT)}, {said}"
        for path in files
        for said in in_python(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_no_script_makes_markup_of_text() -> None:
    files = [path for place in _SCRIPTS for path in sorted((ROOT / place).rglob("*.js"))]
    assert len(files) > 50
    found = [
        f"{path.relative_to(ROOT)}, {said}"
        for path in files
        for said in in_script(path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    "text",
    [
        "db.fetch(f'SELECT {x}')", "db.execute('SELECT ' + x)", "db.fetchval('%s' % x)",
        "c.fetchrow('{}'.format(x))", "db.prepare(', '.join(x))", "log.info(f'{x}')",
        "log.warning('a', extra={'body': body})", "log.error('a', form)",
        "logging.info('got %s', request.query)", "log.info(x)",
    ],
)  # fmt: skip
def test_the_rules_see_what_they_are_for(text: str) -> None:
    assert list(in_python(text))
    assert not list(in_python("db.fetch(SQL, x)\nlog.info('started', extra={'seconds': took})"))


@pytest.mark.parametrize(
    "text",
    [
        "row.innerHTML = text", "row.outerHTML += x", "p.insertAdjacentHTML('beforeend', x)",
        "document.write(x)", "eval(x)", "new Function(x)", "setTimeout('go()', 1)",
        "frame.srcdoc = x", "range.createContextualFragment(x)",
    ],
)  # fmt: skip
def test_scripts_are_read_the_same_way(text: str) -> None:
    assert list(in_script(text))
    assert not list(in_script(f"// {text}\n/* {text} */ row.textContent = x; a.innerHTML == b"))


def tracked_files() -> list[Path]:
    """What is kept in the repository, or lies here where there is none."""
    if (ROOT / ".git").exists() and (git := shutil.which("git")):
        listed = subprocess.run(
            [git, "-C", str(ROOT), "ls-files", "-z"], capture_output=True, check=True, timeout=30
        )
        return [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    places = ("housing_service", "sql", "ops", "tests", "docs")
    return [path for place in places for path in (ROOT / place).rglob("*") if path.is_file()]


def test_no_file_has_a_secret() -> None:
    whole = re.compile("|".join(f"(?P<s{n}>{shape})" for n, shape in enumerate(_SECRETS.values())))
    found = []
    for path in tracked_files():
        if not path.is_file() or path.stat().st_size > _FILE_BYTES_MAX:
            continue
        text = path.read_bytes().decode("utf-8", "ignore")
        found += [f"{path.relative_to(ROOT)}: {hit[0][:12]}…" for hit in whole.finditer(text)]
    assert found == []


def test_each_shape_of_a_secret_is_recognized() -> None:
    letters = "aB3" * 20
    examples = {
        "a private key": "-----BEGIN RSA PRIVATE" + " KEY-----",
        "a token of ours": "h" + "s_" + letters[:43],
        "a cloud key": "AKI" + "A" + "Q" * 16,
        "a forge's token": "gh" + "p_" + letters[:36],
        "a map key": "AIz" + "a" + letters[:35],
        "a chat token": "xox" + "b-" + letters[:24],
        "a payment key": "sk_" + "live_" + letters[:24],
        "a signed token": ".".join(["ey" + "J" + letters[:30]] * 2 + [letters[:30]]),
        "an address with a password": "postgres" + "ql://user:" + "longpassword@host/db",
    }
    assert sorted(examples) == sorted(_SECRETS)
    for name, example in examples.items():
        assert re.search(_SECRETS[name], f"x = '{example}'"), name
