"""One supervisor per directory; others are refused, wait or attach."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from embedding import ask, holder

from housing_service.store.embedded import (
    AlreadySupervised,
    attach_or_start,
    supervise,
    waiting,
)
from housing_service.store.embedded.pid_file import read_pid
from housing_service.store.embedded.postmaster import process_runs


async def test_a_second_supervisor_is_told_whom_to_ask_and_what_to_set(tmp_path: Path) -> None:
    async with holder("service", tmp_path) as first:
        with pytest.raises(AlreadySupervised) as refusal:
            await asyncio.wait_for(supervise(tmp_path, print), 5)
        text = str(refusal.value)
        assert f"process {first.pid}, http://127.0.0.1:8123/" in text
        url = text.partition("HOUSING_DATABASE_URL=")[2].split()[0]
        assert url == refusal.value.url
        assert refusal.value.pid == first.pid
        # The role of that URL is made by migrations; the place is what counts here.
        place = url.replace("housing_service@", "postgres@")
        assert await ask(place, "SELECT current_database()") == "housing"
        await stop_left_behind(first, tmp_path)


async def stop_left_behind(process: asyncio.subprocess.Process, data_dir: Path) -> None:
    process.kill()
    await process.wait()
    async with attach_or_start(data_dir, print):
        pass


async def test_a_command_attaches_to_the_running_service(tmp_path: Path) -> None:
    async with holder("service", tmp_path) as service:
        said: list[str] = []
        pid = read_pid(tmp_path / "postgres" / "postmaster.pid")
        async with attach_or_start(tmp_path, said.append) as address:
            assert await ask(address.owner_url, "SELECT 1") == 1
        assert said == []
        assert process_runs(pid or 0), "the service's server runs on after the command"
        await stop_left_behind(service, tmp_path)


async def test_a_command_of_its_own_stops_what_it_started(tmp_path: Path) -> None:
    async with attach_or_start(tmp_path, print):
        pid = read_pid(tmp_path / "postgres" / "postmaster.pid") or 0
        assert process_runs(pid)
        assert json.loads((tmp_path / "supervisor.json").read_text())["holder"] == "command"
    assert not process_runs(pid)


async def test_two_commands_at_once_take_turns(tmp_path: Path) -> None:
    inside = 0
    most = 0

    async def command() -> None:
        nonlocal inside, most
        async with attach_or_start(tmp_path, print) as address:
            inside += 1
            most = max(most, inside)
            assert await ask(address.owner_url, "SELECT 1") == 1
            inside -= 1

    async with asyncio.timeout(30), asyncio.TaskGroup() as group:
        for _ in range(3):
            group.create_task(command())
    assert most == 1


async def test_waiting_for_a_command_ends_with_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "_COMMAND_SECONDS_MAX", 0.3)
    async with holder("command", tmp_path) as command:
        for attempt in (supervise(tmp_path, print), enter(tmp_path)):
            with pytest.raises(AlreadySupervised, match=f"process id {command.pid}"):
                await attempt
        command.stdin.write(b"\n")  # type: ignore[union-attr]
        await command.wait()
        assert command.returncode == 0


async def enter(data_dir: Path) -> None:
    async with attach_or_start(data_dir, print):
        raise AssertionError("the directory is held")
