"""A service and people with names and passwords, and a provider of an agency's own sign-in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace

import aiohttp
import pytest

from housing_service.app import Running
from tests.conftest import Serve
from tests.signing_in.oidc_provider import CLIENT, SECRET, OidcProvider
from tests.signing_in.visitor import Visitor
from tests.support.world import World


@pytest.fixture
async def running(serve: Serve, world: World, tmp_path: Path) -> Running:
    return await serve(
        identity_cache_seconds=0,
        sign_in_attempts_per_minute=100_000,
        secret_key_file=tmp_path / "secret.key",
        data_dir=tmp_path,
    )


@pytest.fixture
async def people(world: World) -> SimpleNamespace:
    """A responder, one of a shelter's staff and an operator, each with a sign-in name."""
    shelter, agency = await world.organization("Open Door"), await world.organization("Agency")
    return SimpleNamespace(
        shelter=shelter,
        staff=await world.caller("shelter_staff", shelter, "anna"),
        responder=await world.caller("responder", agency, "rita"),
        operator=await world.caller("operator", None, "olga"),
    )


@pytest.fixture
async def provider() -> AsyncIterator[OidcProvider]:
    async with OidcProvider() as made:
        yield made


@pytest.fixture
def secret_file(tmp_path: Path) -> Path:
    file = tmp_path / "secret"
    file.write_text(SECRET + "\n")
    return file


@pytest.fixture
async def here(
    serve: Serve, provider: OidcProvider, secret_file: Path, unused_tcp_port: int
) -> Running:
    return await serve(
        port=unused_tcp_port, public_url=f"http://127.0.0.1:{unused_tcp_port}",
        oidc_issuer=provider.issuer, oidc_client_id=CLIENT, oidc_client_secret_file=secret_file,
        identity_cache_seconds=0, sign_in_attempts_per_minute=1_000,
        secret_key_file=secret_file.with_suffix(".key"), data_dir=secret_file.parent,
    )  # fmt: skip


@pytest.fixture
async def visitor(here: Running) -> AsyncIterator[Visitor]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        yield Visitor(session, here.url)
