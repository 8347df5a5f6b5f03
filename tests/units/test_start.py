"""A start reads and works out only what the first answers need: it is what callers wait for after
a fault."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from argon2 import extract_parameters
from argon2.exceptions import VerifyMismatchError

from housing_service.config import Settings
from housing_service.service import signin
from housing_service.service.signin import SignIn, decoy_hash, hash_password
from housing_service.store.accounts import Lifetimes
from housing_service.store.database import Database
from housing_service.web.contract_api import Document
from tests.support.cheap_passwords import PRODUCTION

ROOT = Path(__file__).parents[2]


def after(statements: str, shown: str) -> str:
    """What a fresh process prints for an expression after these statements."""
    done = subprocess.run(
        [sys.executable, "-c", f"import os, sys\n{statements}\nprint({shown})"],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


SERVING = "from housing_service.web.no_outgoing_tls import read_aiohttp\nread_aiohttp()\n" + (
    "from housing_service import commands\ncommands._read_app()"
)


@pytest.mark.parametrize(
    ("stage", "statements", "unread"),
    [
        ("help", "import housing_service.cli", ("asyncio", "asyncpg", "pydantic", "aiohttp")),
        # What is read here delays the start of PostgreSQL.
        (
            "database",
            "import housing_service.commands",
            ("aiohttp", "argon2", "jinja2", "prometheus_client", "housing_service.app"),
        ),
        (
            "serving",
            SERVING,
            (
                "jinja2", "pydantic_settings", "housing_service.demo", "housing_service.ingest",
                "housing_service.service.importing", "housing_service.web.watch",
            ),
        ),
    ],
    ids=["help", "database", "serving"],
)  # fmt: skip
def test_nothing_is_read_before_it_is_needed(
    stage: str, statements: str, unread: tuple[str, ...]
) -> None:
    found = after(statements, f"[name for name in {unread} if name in sys.modules]")
    assert found == "[]", f"{stage} reads {found}"


def test_models_of_the_documents_are_not_built_to_serve() -> None:
    built = "from housing_service.web import wire\n"
    built += "models = [m for m in vars(wire).values() if isinstance(m, type)"
    built += " and issubclass(m, wire.BaseModel) and m is not wire.BaseModel]"
    names = "len(models) > 20, [m.__name__ for m in models if m.__pydantic_complete__]"
    assert after(f"{SERVING}\n{built}", names) == "True []"


def test_a_serving_process_trusts_no_authority_and_keeps_its_environment() -> None:
    statements = (
        "os.environ['SSL_CERT_DIR'] = '/anywhere'\nos.environ.pop('SSL_CERT_FILE', None)\n"
        "before = dict(os.environ)\n" + SERVING + "\nfrom aiohttp import connector\n"
        "context = connector._SSL_CONTEXT_VERIFIED"
    )
    shown = (
        "before == dict(os.environ), context.cert_store_stats()['x509'],"
        " context.verify_mode.name, context.check_hostname"
    )
    assert after(statements, shown) == "True 0 CERT_REQUIRED True"


async def test_no_password_is_hashed_at_a_start(monkeypatch: pytest.MonkeyPatch) -> None:
    class Untouched:
        def __getattr__(self, name: str) -> object:
            assert name in {"memory_cost", "time_cost", "parallelism", "salt_len", "hash_len"}
            return getattr(hasher, name)

    hasher = signin._hasher
    monkeypatch.setattr(signin, "_hasher", Untouched())
    SignIn(
        Database("postgresql://nowhere", Settings()),
        lifetimes=Lifetimes(60, 60, 60, 60), cache_seconds=1, attempts_per_minute=10,
    )  # fmt: skip


def test_an_unknown_login_costs_what_a_known_one_costs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signin, "_hasher", PRODUCTION)
    decoy = decoy_hash()
    # The second recommendation of RFC 9106, section 4.
    work = extract_parameters(decoy)
    assert (work.time_cost, work.memory_cost, work.parallelism) == (3, 65_536, 4)
    assert extract_parameters(decoy) == extract_parameters(hash_password("any"))
    assert not signin._verify(decoy, "any")
    # The library has worked it out and found a difference, rather than refused to read it.
    with pytest.raises(VerifyMismatchError):
        signin._hasher.verify(decoy, "any")
    assert decoy != decoy_hash()


async def test_a_contract_document_is_made_once_when_first_asked_for() -> None:
    made: list[int] = []

    def make() -> object:
        made.append(1)
        return {"b": 1, "a": 2}

    document = Document(make)
    assert not made
    bodies = await asyncio.gather(*(document.body() for _ in range(20)))
    assert set(bodies) == {b'{\n  "a": 2,\n  "b": 1\n}'}
    assert len(made) == 1


def test_settings_come_from_the_environment_unless_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("housing_port", "8123")
    monkeypatch.setenv("HOUSING_HOST", "192.0.2.7")
    monkeypatch.setenv("HOUSING_NO_SUCH_SETTING", "1")
    settings = Settings(host="192.0.2.8")
    assert (settings.port, settings.host) == (8123, "192.0.2.8")
