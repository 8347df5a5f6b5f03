"""The list of mutations fits today's files, and the machinery tells caught from missed."""

from __future__ import annotations

import asyncio
import os
import tempfile
from pathlib import Path

import pytest

from ops.mutants.catalogue import ALL, chosen, what_has_moved
from ops.mutants.copies import copied_checkout, files_of_checkout
from ops.mutants.mutation import ROOT, Mutation
from ops.mutants.runs import try_mutation

BOARD_TESTS = "tests/units/test_board.py::"


def test_each_mutation_still_fits_and_changes_something() -> None:
    assert [sentence for mutation in ALL for sentence in what_has_moved(mutation)] == []
    for mutation in ALL:
        text = (ROOT / mutation.file).read_text(encoding="utf-8")
        assert mutation.applied_to(text) != text, mutation.name
        assert mutation.tests, mutation.name
        assert mutation.protection.endswith("."), mutation.name


def test_names_and_changes_are_each_there_once() -> None:
    assert len({mutation.name for mutation in ALL}) == len(ALL)
    changes = {(m.file, m.find, m.replace, m.more) for m in ALL}
    assert len(changes) == len(ALL)
    assert chosen([]) == list(ALL)
    assert [m.name for m in chosen(["pool_lock_dropped"])] == ["pool_lock_dropped"]


def test_a_text_that_moved_and_a_test_that_went_are_named() -> None:
    gone = Mutation("gone", "P.", "Makefile", "no such text", "", (BOARD_TESTS + "test_no_such",))
    assert [sentence.partition(": ")[2] for sentence in what_has_moved(gone)] == [
        "its text occurs 0 times in Makefile",
        f"there is no {BOARD_TESTS}test_no_such",
    ]


def board_mutation(name: str, find: str, replace: str, *tests: str) -> Mutation:
    return Mutation(name, "P.", "housing_service/live/board.py", find, replace, tests, seconds=30)


HELD = "        held = self.pools.get(pool_id)\n"
TAKES_OLDER = HELD + "        if held is not None and held.version >= version:\n"


@pytest.mark.parametrize(
    ("mutation", "caught", "by"),
    [
        (
            board_mutation(
                "caught", TAKES_OLDER, HELD + "        if False:\n",
                BOARD_TESTS + "test_an_older_reading_is_dropped",
            ),
            True,
            "test_an_older_reading_is_dropped",
        ),
        (
            board_mutation(
                "harmless", TAKES_OLDER, TAKES_OLDER + "            # Nothing else.\n",
                BOARD_TESTS + "test_an_older_reading_is_dropped",
            ),
            False,
            "every test stayed green",
        ),
        (
            board_mutation(
                "no_program", TAKES_OLDER, HELD + "        if held held:\n",
                BOARD_TESTS + "test_an_older_reading_is_dropped",
            ),
            False,
            "the tests could not be run",
        ),
        (
            board_mutation(
                "no_name", TAKES_OLDER, HELD + "        if no_such_name:\n",
                BOARD_TESTS + "test_an_older_reading_is_dropped",
            ),
            False,
            "the change only broke the code (NameError)",
        ),
    ],
    ids=["caught", "harmless", "no_program", "no_name"],
)  # fmt: skip
async def test_caught_is_only_what_a_test_has_shown(
    mutation: Mutation, caught: bool, by: str
) -> None:
    before = (ROOT / mutation.file).read_bytes()
    outcome = await try_mutation(mutation)
    assert outcome.verdict.caught is caught, outcome
    assert by in outcome.verdict.by
    assert (ROOT / mutation.file).read_bytes() == before


async def test_sql_that_can_not_be_applied_proves_nothing() -> None:
    """The database of the tests is never made then: an error of set-up, and not of a test."""
    outcome = await try_mutation(
        Mutation(
            "broken_sql", "P.", "sql/functions/100_clock.sql",
            "$$ SELECT clock_timestamp() $$", "$$ SELECT no_such_function() $$",
            ("tests/counts/test_reports.py::test_a_number_and_its_repetition",),
        )
    )  # fmt: skip
    assert not outcome.verdict.caught
    assert outcome.verdict.by == "only errors outside of tests (set-up or collection)"


async def test_one_of_the_list_with_a_database_turns_red() -> None:
    (mutation,) = chosen(["call_only_places"])
    outcome = await try_mutation(mutation)
    assert outcome.verdict.caught, outcome


def test_a_copy_is_whole_and_leaves_nothing() -> None:
    with copied_checkout() as copy:
        names = files_of_checkout()
        assert Path("sql/functions/100_clock.sql") in names
        assert (copy.checkout / "Makefile").read_bytes() == (ROOT / "Makefile").read_bytes()
        assert not (copy.checkout / ".venv").exists()
        home = copy.checkout.parent
    assert not home.exists()


async def test_a_run_that_is_cut_short_leaves_no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ended in the middle of a test with a database, as by whoever presses Ctrl-C."""
    with tempfile.TemporaryDirectory(prefix="m-") as own:
        home = Path(own)
        home.chmod(0o711)
        monkeypatch.setattr(tempfile, "tempdir", own)
        (mutation,) = chosen(["pool_lock_dropped"])
        running = asyncio.create_task(try_mutation(mutation))
        notes: list[Path] = []
        async with asyncio.timeout(60):
            while not notes and not running.done():
                await asyncio.sleep(0.05)
                notes = list(home.glob("mutant-*/t/*/data/postgres/postmaster.pid"))
        pid = int(notes[0].read_text().split()[0])
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        assert list(home.iterdir()) == []
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
