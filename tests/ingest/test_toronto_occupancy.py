"""The City of Toronto's daily file, with the dirt that it comes with."""

from __future__ import annotations

import datetime
import gzip
import zipfile
from pathlib import Path

import pytest
from ingest_files import (
    NO_ADDRESS,
    NOW,
    ROOMS,
    TORONTO_COLUMNS,
    toronto_file,
    toronto_row,
)

from housing_service.ingest.problems import SourceUnreadable
from housing_service.ingest.records import DailyCount, ImportBundle, SiteRecord
from housing_service.ingest.toronto_occupancy import observed_at, read_toronto

DAY = datetime.date(2024, 1, 15)


@pytest.fixture
def csv_path(tmp_path: Path) -> Path:
    return tmp_path / "daily.csv"


def codes(bundle: ImportBundle) -> list[tuple[int, str]]:
    return [(problem.line, problem.code) for problem in bundle.log.problems.kept]


def test_a_program_in_beds_and_one_in_rooms(csv_path: Path) -> None:
    rooms = toronto_row(PROGRAM_ID="200", SECTOR="Families", PROGRAM_MODEL="Transitional", **ROOMS)
    bundle = read_toronto(toronto_file(csv_path, toronto_row(), rooms), NOW)
    beds_program, rooms_program = bundle.programs
    assert beds_program.kind == "emergency_shelter"
    assert beds_program.site == SiteRecord("1 Quay St", "Toronto", "M1A 1A1")
    assert not beds_program.confidential
    (beds,) = beds_program.pools
    assert (beds.key, beds.unit, beds.units_total) == ("100/bed", "bed", 12)
    assert beds.households == ("single_adult",)
    assert rooms_program.kind == "transitional_housing"
    assert [(pool.unit, pool.households) for pool in rooms_program.pools] == [
        ("room", ("adult_with_children",))
    ]
    assert list(bundle.counts.of_day(DAY)) == [
        DailyCount("100/bed", 2, 3, 2),
        DailyCount("200/room", 3, 1, 0),
    ]
    assert observed_at(DAY).isoformat() == "2024-01-16T04:00:00-05:00"
    assert len(bundle.organizations) == 1


def test_the_same_file_gzipped_shuffled_and_in_other_words(tmp_path: Path) -> None:
    plain = read_toronto(toronto_file(tmp_path / "a.csv", toronto_row()), NOW)
    columns = list(reversed(TORONTO_COLUMNS))
    cells = ",".join(reversed(toronto_row(OCCUPANCY_DATE="2024-01-15T00:00:00").split(",")))
    header = ",".join(f'"{column.title().replace("_", " ")} "' for column in columns)
    other = tmp_path / "b.csv"
    other.write_bytes(gzip.compress(b"\xef\xbb\xbf" + f"{header}\n{cells}  \n".encode()))
    assert read_toronto(other, NOW).programs[0].pools == plain.programs[0].pools
    assert list(read_toronto(other, NOW).counts.of_day(DAY)) == list(plain.counts.of_day(DAY))


def test_no_address_no_site_and_still_a_pool(csv_path: Path) -> None:
    bundle = read_toronto(toronto_file(csv_path, toronto_row(**NO_ADDRESS)), NOW)
    assert bundle.programs[0].site == SiteRecord("", "", "")
    assert bundle.programs[0].pools
    assert not bundle.log.problems.total


def test_the_latest_night_describes_the_program(csv_path: Path) -> None:
    hidden = toronto_row(OCCUPANCY_DATE="2024-01-16", PROGRAM_NAME="New Name", **NO_ADDRESS)
    bundle = read_toronto(toronto_file(csv_path, hidden, toronto_row()), NOW)
    (program,) = bundle.programs
    assert program.name == "New Name"
    assert program.site == SiteRecord("", "", "")
    assert program.as_of == datetime.date(2024, 1, 16)
    assert bundle.counts.days == [DAY, datetime.date(2024, 1, 16)]


def test_without_an_address_column_nothing_is_said_about_sites(csv_path: Path) -> None:
    columns = [c for c in TORONTO_COLUMNS if not c.startswith("LOCATION")]
    cells = dict(zip(TORONTO_COLUMNS, toronto_row().split(","), strict=True))
    row = ",".join(cells[column] for column in columns)
    bundle = read_toronto(toronto_file(csv_path, row, columns=columns), NOW)
    assert bundle.programs[0].site is None


@pytest.mark.parametrize(
    ("changes", "free", "out", "warning"),
    [
        ({"UNOCCUPIED_BEDS": ""}, 3, 2, None),
        ({"UNOCCUPIED_BEDS": "3.0"}, 3, 2, None),
        ({"OCCUPIED_BEDS": "12", "UNOCCUPIED_BEDS": "0"}, 0, 2, "over_capacity"),
        ({"OCCUPIED_BEDS": "12", "UNOCCUPIED_BEDS": "-2"}, 0, 2, "over_capacity"),
        ({"OCCUPIED_BEDS": "12", "UNOCCUPIED_BEDS": ""}, 0, 2, "over_capacity"),
        ({"UNAVAILABLE_BEDS": "-1"}, 3, None, "out_of_service_below_zero"),
        ({"UNAVAILABLE_BEDS": ""}, 3, None, None),
    ],
)
def test_counts(
    csv_path: Path, changes: dict[str, str], free: int, out: int | None, warning: str | None
) -> None:
    bundle = read_toronto(toronto_file(csv_path, toronto_row(**changes)), NOW)
    assert [(c.units_free, c.units_out_of_service) for c in bundle.counts.of_day(DAY)] == [
        (free, out)
    ]
    assert list(bundle.log.warnings.by_code) == ([warning] if warning else [])


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"UNOCCUPIED_BEDS": "", "OCCUPIED_BEDS": ""}, "count_missing"),
        ({"UNOCCUPIED_BEDS": "1e1"}, "not_a_whole_number"),
        ({"UNOCCUPIED_BEDS": "11"}, "free_above_capacity"),
        ({"OCCUPIED_BEDS": "-7"}, "number_below_zero"),
        ({"OCCUPANCY_DATE": ""}, "date_missing"),
        ({"OCCUPANCY_DATE": "soon"}, "not_a_date"),
        ({"OCCUPANCY_DATE": "2026-06-01"}, "observed_in_future"),
        ({"CAPACITY_TYPE": "Mats"}, "capacity_type_unknown"),
        ({"PROGRAM_ID": ""}, "id_missing"),
        ({"PROGRAM_ID": "1.6E+15"}, "id_rounded"),
        ({"PROGRAM_NAME": " "}, "name_missing"),
        ({"ORGANIZATION_NAME": "x" * 300}, "name_too_long"),
    ],
)
def test_a_bad_row_is_named_and_the_rest_goes_in(
    csv_path: Path, changes: dict[str, str], code: str
) -> None:
    good = toronto_row(PROGRAM_ID="300")
    bundle = read_toronto(toronto_file(csv_path, toronto_row(**changes), good), NOW)
    assert codes(bundle) == [(2, code)]
    assert [count.pool_key for count in bundle.counts.of_day(DAY)] == ["300/bed"]


@pytest.mark.parametrize(
    ("dates", "first"),
    [
        (["03/02/2024", "13/02/2024"], datetime.date(2024, 2, 3)),
        (["03/02/2024", "03/13/2024"], datetime.date(2024, 3, 2)),
        (["03/02/2024"], datetime.date(2024, 3, 2)),
    ],
)
def test_which_comes_first_is_the_same_for_the_whole_file(
    csv_path: Path, dates: list[str], first: datetime.date
) -> None:
    rows = [toronto_row(OCCUPANCY_DATE=date) for date in dates]
    bundle = read_toronto(toronto_file(csv_path, *rows), NOW)
    assert bundle.counts.days[0] == first
    assert not bundle.log.problems.total


def test_a_truncated_gzip_keeps_what_came_before(csv_path: Path) -> None:
    rows = [toronto_row(PROGRAM_ID=str(n), PROGRAM_NAME=f"Program {n * n}") for n in range(3000)]
    whole = gzip.compress(toronto_file(csv_path, *rows).read_bytes())
    csv_path.write_bytes(whole[: len(whole) // 2])
    bundle = read_toronto(csv_path, NOW)
    assert 0 < bundle.counts.rows < 3000
    assert bundle.log.problems.by_code == {"file_damaged": 1}


def test_a_gzip_that_unpacks_to_too_much(csv_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("housing_service.ingest.plain_file.UNPACKED_BYTES_MAX", 100_000)
    rows = [toronto_row(PROGRAM_ID=str(n)) for n in range(5000)]
    csv_path.write_bytes(gzip.compress(toronto_file(csv_path, *rows).read_bytes()))
    bundle = read_toronto(csv_path, NOW)
    assert bundle.counts.rows < 1000
    assert bundle.log.problems.by_code == {"file_damaged": 1}


def test_files_that_are_something_else(tmp_path: Path) -> None:
    def refusal(path: Path) -> str:
        with pytest.raises(SourceUnreadable) as caught:
            read_toronto(path, NOW)
        assert caught.value.sentence.endswith(".")
        return caught.value.code

    other, sheet, empty = tmp_path / "o.csv", tmp_path / "s.xlsx", tmp_path / "e.csv"
    other.write_text("first_name,last_name\nA,B\n")
    empty.touch()
    with zipfile.ZipFile(sheet, "w") as archive:
        archive.writestr("x", "y")
    assert refusal(other) == "missing_columns"
    assert refusal(sheet) == "not_csv"
    assert refusal(empty) == "empty_file"
    assert refusal(tmp_path) == "is_a_directory"
    assert refusal(tmp_path / "absent.csv") == "file_not_found"
    assert refusal(Path("/dev/null")) == "not_a_file"


def test_reasons_never_repeat_what_a_cell_says(csv_path: Path) -> None:
    secret = "Jane-Doe-555-0100"
    rows = [toronto_row(**{column: secret}) for column in TORONTO_COLUMNS]
    bundle = read_toronto(toronto_file(csv_path, *rows), NOW)
    assert bundle.log.problems.total > 5
    said = [*bundle.log.problems.kept, *bundle.log.warnings.kept]
    assert not any(secret in problem.reason for problem in said)
