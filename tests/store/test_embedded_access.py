"""Who may reach the embedded PostgreSQL, and with what rights it runs itself."""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from housing_service.store.embedded import CannotStart, account, attach_or_start, launch, supervise
from housing_service.store.embedded.binaries import find_binaries

LAUNCHER = Path(launch.__file__)
NOBODY = 65534

only_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as another user")
only_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")


@pytest.fixture
def open_directory() -> Iterator[Path]:
    """A directory that every user may pass through, as a system's own usually are."""
    path = Path(tempfile.mkdtemp(prefix="housing-test-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


async def run_as(uid: int, *command: str | Path, reach: tuple[Path, ...] = ()) -> tuple[int, str]:
    words = [sys.executable, "-I", "-S", LAUNCHER, uid, uid, *reach, "--", *command]
    process = await asyncio.create_subprocess_exec(
        *(str(word) for word in words),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        cwd="/",
    )
    said, _ = await asyncio.wait_for(process.communicate(), 30)
    return process.returncode or 0, said.decode(errors="replace")


def ambient_capabilities(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("CapAmb:"):
            return int(line.split()[1], 16)
    raise AssertionError("no capabilities in /proc")


@only_root
async def test_another_user_can_not_enter_the_socket_directory(open_directory: Path) -> None:
    psql = find_binaries().directory / "psql"
    supervisor = await supervise(open_directory, print)
    try:
        socket = open_directory / "run"
        for role in ("postgres", "housing_service", "nobody"):
            code, said = await run_as(
                NOBODY, psql, "-h", socket, "-U", role, "-c", "SELECT 1", "housing"
            )
            assert code != 0
            assert "Permission denied" in said
    finally:
        await supervisor.stop()


@only_root
async def test_another_user_is_not_trusted_even_at_the_socket(open_directory: Path) -> None:
    psql = find_binaries().directory / "psql"
    options = {"unix_socket_permissions": "0777"}
    supervisor = await supervise(open_directory, print, overrides=options)
    try:
        socket = open_directory / "run"
        socket.chmod(0o711)
        select = ("-d", "housing", "-c", "SELECT 'in as ' || system_user")
        for role, reason in (
            ("postgres", "Peer authentication failed"),
            ("housing_service", "Peer authentication failed"),
            ("nobody", "no pg_hba.conf entry"),
        ):
            code, said = await run_as(NOBODY, psql, "-h", socket, "-U", role, *select)
            assert code != 0
            assert reason in said
        own = account.choose_account(open_directory / "postgres")
        code, said = await run_as(own.uid, psql, "-h", socket, "-U", "postgres", *select)
        assert (code, own.name in said) == (0, True)
    finally:
        await supervisor.stop()


@only_root
@only_linux
async def test_as_root_it_runs_as_the_system_user_without_rights(open_directory: Path) -> None:
    supervisor = await supervise(open_directory, print)
    try:
        status = Path(f"/proc/{supervisor.postmaster_pid}").stat()
        assert pwd.getpwuid(status.st_uid).pw_name == account.SYSTEM_USER
        assert ambient_capabilities(supervisor.postmaster_pid) == 0
    finally:
        await supervisor.stop()


@only_root
@only_linux
async def test_below_a_closed_directory_it_keeps_only_the_right_to_pass(
    open_directory: Path,
) -> None:
    closed = open_directory / "closed"
    closed.mkdir(mode=0o700)
    supervisor = await supervise(closed / "data", print)
    try:
        capabilities = ambient_capabilities(supervisor.postmaster_pid)
        assert capabilities == 1 << launch.CAP_DAC_READ_SEARCH
        assert closed.stat().st_mode & 0o777 == 0o700
    finally:
        await supervisor.stop()


@only_root
async def test_the_launcher_says_what_can_not_be_reached(open_directory: Path) -> None:
    closed = open_directory / "closed"
    closed.mkdir(mode=0o700)
    # Without the capabilities in its bounding set, as in a container that dropped them.
    inner = [sys.executable, "-I", "-S", str(LAUNCHER), str(NOBODY), str(NOBODY), str(closed)]
    drop = (
        "import ctypes, os, sys; libc = ctypes.CDLL(None);"
        "[libc.prctl(24, number, 0, 0, 0) for number in (1, 2)];"
        "import subprocess; os.execv(sys.argv[1], sys.argv[1:])"
    )
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", drop, *inner, "--", "/bin/true"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 125
    assert f"may not reach {closed}" in said.decode()


@only_root
async def test_a_cluster_of_an_ordinary_user_is_run_as_that_user(open_directory: Path) -> None:
    os.chown(open_directory, NOBODY, NOBODY)
    cluster = open_directory / "postgres"
    cluster.mkdir()
    os.chown(cluster, NOBODY, NOBODY)
    chosen = account.choose_account(cluster)
    assert (chosen.uid, chosen.drop) == (NOBODY, True)
    assert set(chosen.peers()) == {chosen.name, "root"}


async def test_a_user_without_a_name_is_told_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 54321)
    with pytest.raises(CannotStart, match="no name for user id 54321"):
        account.choose_account(tmp_path / "postgres")


def test_root_without_useradd_is_told_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(account, "SYSTEM_USER", "housing-nobody-made")
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)
    with pytest.raises(CannotStart, match="neither useradd nor adduser"):
        account.choose_account(tmp_path / "postgres")


@only_root
async def test_an_ordinary_user_runs_and_stops_it_too(open_directory: Path) -> None:
    package = Path(__file__).resolve().parents[2]
    code = (
        "import asyncio, os, sys; from pathlib import Path;"
        f"sys.path[:0] = [{str(package)!r}, *{sys.path!r}];"
        "import asyncpg; from housing_service.store.embedded import attach_or_start\n"
        "async def main():\n"
        "    async with attach_or_start(Path(sys.argv[1]), lambda _: None) as address:\n"
        "        connection = await asyncpg.connect(address.owner_url)\n"
        "        print(os.getuid(), await connection.fetchval('SELECT system_user'))\n"
        "        await connection.close()\n"
        "asyncio.run(main())"
    )
    home = open_directory / "home"
    home.mkdir(mode=0o700)
    os.chown(home, NOBODY, NOBODY)
    reach = tuple(Path(place) for place in (sys.executable, str(package)))
    code_, said = await run_as(
        NOBODY, sys.executable, "-c", code, home / "data", reach=(*reach, home)
    )
    name = pwd.getpwuid(NOBODY).pw_name
    assert (code_, said.strip()) == (0, f"{NOBODY} peer:{name}")
    async with attach_or_start(home / "data", print) as address:
        assert address.owner_url
    leftovers = [p.name for p in (home / "data").iterdir() if p.stat().st_uid != NOBODY]
    assert leftovers == []
