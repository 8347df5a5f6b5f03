"""The database comes back whatever is killed, and ends when it is told to."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest
from embedding import ask, eventually, holder

from housing_service.store.embedded import (
    CannotStart,
    attach_or_start,
    supervise,
)
from housing_service.store.embedded.pid_file import disown_stale, read_pid
from housing_service.store.embedded.postmaster import Postmaster, process_runs
from housing_service.store.embedded.server_log import trim_log


async def test_the_server_of_a_killed_supervisor_is_taken_over(tmp_path: Path) -> None:
    async with holder("service", tmp_path) as killed:
        pid = read_pid(tmp_path / "postgres" / "postmaster.pid")
        async with attach_or_start(tmp_path, print) as address:
            await ask(address.owner_url, "CREATE TABLE kept AS SELECT 7 AS n")
        killed.kill()
        await killed.wait()
    said: list[str] = []
    supervisor = await supervise(tmp_path, said.append)
    try:
        assert supervisor.postmaster_pid == pid
        assert any("taking it over" in line for line in said)
        assert await ask(supervisor.address.owner_url, "SELECT n FROM kept") == 7

        # It is no child of ours, and watched all the same.
        os.kill(supervisor.postmaster_pid, signal.SIGKILL)
        await asyncio.wait_for(supervisor.restarted(), 30)
        assert await ask(supervisor.address.owner_url, "SELECT n FROM kept") == 7
        pid = supervisor.postmaster_pid
    finally:
        await supervisor.stop()
    assert not process_runs(pid)


async def test_a_server_left_behind_with_forgetful_settings_is_started_again(
    tmp_path: Path,
) -> None:
    first = await supervise(tmp_path, print)
    old_pid = first.postmaster_pid
    # A server that forgets, as someone might have started it by hand.
    first._server._overrides = {"synchronous_commit": "off"}
    first._watcher.cancel()
    await first._server.down()
    first._server._spawn()
    assert first._server.postmaster is not None
    by_hand = first._server.postmaster.pid
    await eventually(lambda: read_pid(tmp_path / "postgres" / "postmaster.pid") == by_hand)
    first._lock.release()

    said: list[str] = []
    second = await supervise(tmp_path, said.append)
    try:
        assert any("synchronous_commit = off" in line for line in said)
        assert second.postmaster_pid not in {old_pid, by_hand}
        assert await ask(second.address.owner_url, "SHOW synchronous_commit") == "on"
        await first._server.down()
    finally:
        await second.stop()


async def test_a_killed_server_is_back_at_once_with_every_commit(tmp_path: Path) -> None:
    said: list[str] = []
    supervisor = await supervise(tmp_path, said.append)
    try:
        url = supervisor.address.owner_url
        await ask(url, "CREATE TABLE written (n int)")
        for count in range(3):
            await ask(url, f"INSERT INTO written VALUES ({count})")
            os.kill(supervisor.postmaster_pid, signal.SIGKILL)
            assert await asyncio.wait_for(supervisor.restarted(count), 30) == count + 1
            assert await ask(url, "SELECT count(*) FROM written") == count + 1
    finally:
        await supervisor.stop()
    assert said.count("PostgreSQL is back.") == 3


async def test_a_terminal_that_went_away_does_not_end_the_watch(tmp_path: Path) -> None:
    def gone(_: str) -> None:
        raise BrokenPipeError

    supervisor = await supervise(tmp_path, gone)
    try:
        os.kill(supervisor.postmaster_pid, signal.SIGKILL)
        await asyncio.wait_for(supervisor.restarted(), 30)
        assert await ask(supervisor.address.owner_url, "SELECT 1") == 1
    finally:
        await supervisor.stop()


async def test_a_busy_remnant_of_a_killed_server_is_waited_for(tmp_path: Path) -> None:
    said: list[str] = []
    supervisor = await supervise(tmp_path, said.append)
    try:
        connection = await asyncpg.connect(supervisor.address.owner_url, timeout=10)
        backend = connection.get_server_pid()
        os.kill(backend, signal.SIGSTOP)  # it keeps the old server's memory and can't notice
        os.kill(supervisor.postmaster_pid, signal.SIGKILL)
        await eventually(lambda: any("still there; trying again" in line for line in said))
        assert supervisor.restarts == 0
        os.kill(backend, signal.SIGCONT)
        await asyncio.wait_for(supervisor.restarted(), 30)
        connection.terminate()
        assert await ask(supervisor.address.owner_url, "SELECT 1") == 1
    finally:
        await supervisor.stop()


async def test_an_unclean_stop_is_recovered_and_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await supervise(tmp_path, print)
    await ask(first.address.owner_url, "CREATE TABLE kept AS SELECT 7 AS n")
    first._watcher.cancel()
    os.kill(first.postmaster_pid, signal.SIGKILL)
    await first.stop()
    assert (tmp_path / "postgres" / "postmaster.pid").exists()

    monkeypatch.setattr("housing_service.store.embedded.server._SPEAK_AFTER_SECONDS", 0.0)
    said: list[str] = []
    async with attach_or_start(tmp_path, said.append) as address:
        assert await ask(address.owner_url, "SELECT n FROM kept") == 7
    assert any("recovering after an unclean stop" in line for line in said)


async def test_a_server_that_does_not_get_ready_is_given_up_and_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with attach_or_start(tmp_path, print):
        pass
    monkeypatch.setattr("housing_service.store.embedded.server._READY_SECONDS_MAX", 0.0)
    monkeypatch.setattr(
        "housing_service.store.embedded.server.asyncpg.connect", refuse_every_connection
    )
    with pytest.raises(CannotStart, match="was not ready after"):
        await supervise(tmp_path, print)
    assert not (tmp_path / "postgres" / "postmaster.pid").exists()
    assert not (tmp_path / "supervisor.json").exists()


async def refuse_every_connection(*_: object, **__: object) -> None:
    raise ConnectionRefusedError("nobody is at home")


async def test_a_start_that_is_cancelled_leaves_nothing_running(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = asyncio.Event()

    async def never(*_: object, **__: object) -> None:
        asked.set()
        await asyncio.Event().wait()

    monkeypatch.setattr("housing_service.store.embedded.server.asyncpg.connect", never)
    start = asyncio.create_task(supervise(tmp_path, print))
    await asyncio.wait_for(asked.wait(), 30)
    await eventually(lambda: (tmp_path / "postgres" / "postmaster.pid").exists())
    pid = read_pid(tmp_path / "postgres" / "postmaster.pid") or 0
    assert process_runs(pid)
    start.cancel()
    with pytest.raises(asyncio.CancelledError):
        await start
    assert not process_runs(pid)
    monkeypatch.undo()
    async with attach_or_start(tmp_path, print) as address:
        assert await ask(address.owner_url, "SELECT 1") == 1


async def test_a_process_number_that_now_belongs_to_another_does_not_block_the_start(
    tmp_path: Path,
) -> None:
    async with attach_or_start(tmp_path, print):
        pass
    # As after the restart of a container: the old number is a living process of the same user.
    pid_file = tmp_path / "postgres" / "postmaster.pid"
    owner = pid_file.parent.stat()
    user, group = (owner.st_uid, owner.st_gid) if os.geteuid() == 0 else (None, None)
    stranger = subprocess.Popen(["sleep", "60"], user=user, group=group)
    try:
        lines = [str(stranger.pid), str(pid_file.parent), "1", "5432", "", "", "  1  1", "ready"]
        pid_file.write_text("\n".join(lines) + "\n")
        os.chown(pid_file, owner.st_uid, owner.st_gid)
        async with attach_or_start(tmp_path, print) as address:
            assert await ask(address.owner_url, "SELECT 1") == 1
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


async def test_stop_ends_the_server_though_a_client_is_in_a_transaction(tmp_path: Path) -> None:
    supervisor = await supervise(tmp_path, print)
    connection = await asyncpg.connect(supervisor.address.owner_url, timeout=10)
    await connection.execute("BEGIN; CREATE TABLE undone (n int)")
    pid = supervisor.postmaster_pid
    await asyncio.wait_for(supervisor.stop(), 20)
    await supervisor.stop()
    assert not process_runs(pid)
    connection.terminate()


async def test_a_process_is_seen_to_end_where_the_kernel_can_not_wake_us(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delattr(os, "pidfd_open", raising=False)
    process = Postmaster.spawn([sys.executable, "-c", "input()"], tmp_path / "log")
    await asyncio.wait_for(process.ended.wait(), 20)  # its input is empty
    other = Postmaster.spawn(["/bin/sleep", "60"], tmp_path / "log")
    assert other.is_running()
    # Where this test was started in the background, what it starts ignores the first signal.
    await asyncio.wait_for(other.stop(), 60)
    assert not process_runs(other.pid)


def test_a_stale_note_keeps_what_the_server_checks_next(tmp_path: Path) -> None:
    note = tmp_path / "postmaster.pid"
    dead = subprocess.Popen(["true"])
    dead.wait()
    note.write_text(f"{dead.pid}\n/data\n1\n5432\n/run\n\n 17 4711\nready\n")
    disown_stale(note, tmp_path, os.geteuid())
    assert note.read_text().splitlines()[0] == "2147483647"
    assert note.read_text().splitlines()[6] == " 17 4711"


def test_the_log_stays_small(tmp_path: Path) -> None:
    log = tmp_path / "postgres.log"
    with log.open("ab") as writer:
        writer.write(b"x" * (9 * 1024 * 1024))
        writer.flush()
        trim_log(log)
        assert log.stat().st_size == 0
        writer.write(b"and on\n")
    assert log.read_bytes() == b"and on\n"
    assert (tmp_path / "postgres.log.1").stat().st_mode & 0o777 == 0o600
