"""HMIS CSV exports: planned stock, what stays hidden, and which files are opened at all."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest
from ingest_files import HMIS_FILES, NOW, hmis_directory

from housing_service.ingest.hmis_csv import read_hmis
from housing_service.ingest.problems import SourceUnreadable
from housing_service.ingest.records import ImportBundle, ProgramRecord, SiteRecord


def by_key(bundle: ImportBundle) -> dict[str, ProgramRecord]:
    return {program.key: program for program in bundle.programs}


def test_residential_projects_with_their_current_stock(tmp_path: Path) -> None:
    bundle = read_hmis(hmis_directory(tmp_path), NOW)
    programs = by_key(bundle)
    assert bundle.source == "hmis-csv:XX-500"
    assert {o.key: o.victim_service_provider for o in bundle.organizations} == {
        "O1": False,
        "O2": True,
    }
    assert {key: program.kind for key, program in programs.items()} == {
        "P1": "emergency_shelter",
        "P2": "transitional_housing",
        "P3": "emergency_shelter",
        "P4": "emergency_shelter",
        "P6": "emergency_shelter",
    }
    assert [(p.key, p.unit, p.planned_units, p.units_total) for p in programs["P1"].pools] == [
        ("P1/1/bed", "bed", 25, None),
        ("P1/3/voucher", "voucher", 7, None),
    ]
    assert programs["P1"].pools[1].households == ("adult_with_children",)
    assert programs["P1"].site == SiteRecord("1 Quay St, Floor 2", "New York", "10001")
    assert programs["P1"].region.code == "ny-600"
    assert programs["P1"].time_zone == "America/New_York"
    assert programs["P2"].site == SiteRecord("", "", "")
    assert programs["P2"].pools == ()
    assert programs["P6"].retired
    assert not bundle.counts.rows
    assert not bundle.log.problems.total


def test_confidential_programs_carry_no_address(tmp_path: Path) -> None:
    bundle = read_hmis(hmis_directory(tmp_path), NOW)
    hidden = {key for key, program in by_key(bundle).items() if program.confidential}
    assert hidden == {"P3", "P4"}
    assert "Secret" not in repr(bundle)


@pytest.mark.parametrize(
    ("cell", "provider", "warned"),
    [("1", True, 0), ("0", False, 0), ("", False, 0), ("99", True, 1), ("yes", True, 0)],
)
def test_a_flag_in_doubt_hides(tmp_path: Path, cell: str, provider: bool, warned: int) -> None:
    text = f"OrganizationID,OrganizationName,VictimServicesProvider\nO1,Harbour House,{cell}\n"
    bundle = read_hmis(hmis_directory(tmp_path, Organization=text), NOW)
    assert bundle.organizations[0].victim_service_provider is provider
    assert by_key(bundle)["P1"].confidential is provider
    assert bundle.log.warnings.by_code["confidential_in_doubt"] == warned


def test_a_comparable_database_hides(tmp_path: Path) -> None:
    hmis_directory(tmp_path)
    (tmp_path / "HMISParticipation.csv").write_text(
        "HMISParticipationID,ProjectID,HMISParticipationType\nH1,P1,2\nH2,P2,1\n"
    )
    programs = by_key(read_hmis(tmp_path, NOW))
    assert programs["P1"].confidential
    assert programs["P1"].site == SiteRecord("", "", "")
    assert not programs["P2"].confidential


def test_two_rows_that_disagree_hide(tmp_path: Path) -> None:
    organizations = HMIS_FILES["Organization.csv"] + "O1,Harbour House,1,\n"
    bundle = read_hmis(hmis_directory(tmp_path, Organization=organizations), NOW)
    assert by_key(bundle)["P1"].confidential
    assert bundle.log.problems.by_code == {"id_twice": 1}


def test_a_project_without_its_organization_is_refused(tmp_path: Path) -> None:
    projects = HMIS_FILES["Project.csv"] + "P7,O3,Deleted Parent,2020-01-01,,1,4,\n"
    bundle = read_hmis(hmis_directory(tmp_path, Project=projects), NOW)
    assert "P7" not in by_key(bundle)
    assert bundle.log.problems.by_code == {"organization_missing": 1}


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2024-03-01 12:00:00", "2024-03-01"),
        ("03-01-2024 12:00:00", "2024-03-01"),
        ("13-02-2024 12:00:00", "2024-02-13"),
        ("3/1/2024 12:00", "2024-03-01"),
        ("never", "2026-06-01"),
        ("2924-03-01", "2026-06-01"),
    ],
)
def test_the_export_date_in_its_forms(tmp_path: Path, date: str, expected: str) -> None:
    text = f"ExportID,SourceID,ExportDate\nE1,XX-500,{date}\n"
    bundle = read_hmis(hmis_directory(tmp_path, Export=text), NOW)
    assert bundle.programs[0].as_of.isoformat() == expected


def test_of_several_export_rows_the_newest_counts(tmp_path: Path) -> None:
    dates = ("2023-05-01", "2024-03-01 09:00:00", "never", "2022-01-01")
    rows = "".join(f"E{n},XX-500,{date}\n" for n, date in enumerate(dates))
    bundle = read_hmis(
        hmis_directory(tmp_path, Export="ExportID,SourceID,ExportDate\n" + rows), NOW
    )
    assert bundle.programs[0].as_of.isoformat() == "2024-03-01"


def test_absence_proves_nothing_in_a_damaged_file_or_a_delta(tmp_path: Path) -> None:
    whole = by_key(read_hmis(hmis_directory(tmp_path / "whole"), NOW))
    damaged = hmis_directory(
        tmp_path / "damaged",
        Inventory=HMIS_FILES["Inventory.csv"] + "I9,P1\n",
        ProjectCoC=HMIS_FILES["ProjectCoC.csv"].split("C1,")[0] + "C9,P9\n",
    )
    delta = hmis_directory(
        tmp_path / "delta",
        Export=HMIS_FILES["Export.csv"].replace(",2\n", ",1\n"),
        ProjectCoC=HMIS_FILES["ProjectCoC.csv"].split("C1,")[0],
    )
    assert whole["P1"].pools_complete
    for directory in (damaged, delta):
        program = by_key(read_hmis(directory, NOW))["P1"]
        assert not program.pools_complete
        assert program.site is None


def test_an_address_gone_from_a_full_export_is_hidden(tmp_path: Path) -> None:
    header = HMIS_FILES["ProjectCoC.csv"].split("C1,")[0]
    program = by_key(read_hmis(hmis_directory(tmp_path, ProjectCoC=header), NOW))["P1"]
    assert program.site == SiteRecord("", "", "")


@pytest.mark.parametrize("folder", ["", "export 2024/"])
def test_a_zip_reads_like_a_directory(tmp_path: Path, folder: str) -> None:
    archive_path = tmp_path / "export.zip"
    with zipfile.ZipFile(archive_path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in HMIS_FILES.items():
            archive.writestr(folder + name.upper(), text)
        archive.writestr("__MACOSX/._Project.csv", "junk")
        archive.writestr("../Project.csv", "junk")
        archive.writestr("a/b/Project.csv", "junk")
    zipped = read_hmis(archive_path, NOW)
    assert zipped.programs == read_hmis(hmis_directory(tmp_path / "d"), NOW).programs


def test_files_about_people_are_never_opened_in_a_directory(tmp_path: Path) -> None:
    hmis_directory(tmp_path)
    # Opening a pipe that nobody writes to would hang for ever.
    for name in ("Client.csv", "Enrollment.csv", "User.csv", "Exit.csv", "client.CSV"):
        os.mkfifo(tmp_path / name)
    assert read_hmis(tmp_path, NOW).programs


def test_an_entry_without_a_name_is_passed_over(tmp_path: Path) -> None:
    archive_path = tmp_path / "export.zip"
    with zipfile.ZipFile(archive_path, "w") as archive:
        for source in hmis_directory(tmp_path / "d").iterdir():
            archive.write(source, source.name)
        archive.writestr("x", "")
    # The name's length set to nothing, where the archive's list is kept.
    content = archive_path.read_bytes()
    at = content.rindex(b"PK\x01\x02")
    entry = bytearray(content[at : at + 46])
    assert entry[28:30] == b"\x01\x00"
    entry[28:30] = b"\x00\x00"
    end = bytearray(content[at + 47 :])
    size = int.from_bytes(end[12:16], "little") - 1
    end[12:16] = size.to_bytes(4, "little")
    archive_path.write_bytes(content[:at] + bytes(entry) + bytes(end))
    assert "" in zipfile.ZipFile(archive_path).namelist()
    assert read_hmis(archive_path, NOW).programs


def test_files_about_people_are_never_opened_in_a_zip(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive_path = tmp_path / "export.zip"
    with zipfile.ZipFile(archive_path, "w") as archive:
        for name in (*HMIS_FILES, "Client.csv", "User.csv", "Services.csv"):
            archive.writestr(name, HMIS_FILES.get(name, "FirstName\nJane\n"))
    opened: list[str] = []
    really_open = zipfile.ZipFile.open

    def watched(self: zipfile.ZipFile, name: zipfile.ZipInfo, *args: object) -> io.IOBase:
        opened.append(name.filename)
        return really_open(self, name, *args)  # type: ignore[arg-type, return-value]

    monkeypatch.setattr(zipfile.ZipFile, "open", watched)
    read_hmis(archive_path, NOW)
    assert set(opened) == set(HMIS_FILES)


def test_exports_that_cannot_be_used(tmp_path: Path) -> None:
    def refusal(path: Path) -> str:
        with pytest.raises(SourceUnreadable) as caught:
            read_hmis(path, NOW)
        return caught.value.code

    no_zip, twice = tmp_path / "n.zip", tmp_path / "t.zip"
    no_zip.write_bytes(b"PK\x03\x04 nothing")
    with zipfile.ZipFile(twice, "w") as archive:
        for name, text in HMIS_FILES.items():
            archive.writestr(name, text)
        archive.writestr("older/Project.csv", HMIS_FILES["Project.csv"])
    (tmp_path / "empty").mkdir()
    assert refusal(no_zip) == "not_a_zip"
    assert refusal(twice) == "file_twice"
    assert refusal(tmp_path / "empty") == "missing_files"
    assert refusal(tmp_path / "absent") == "file_not_found"
    assert refusal(hmis_directory(tmp_path / "p", Project="a,b\n1,2\n")) == "missing_columns"
    no_flag = "OrganizationID,OrganizationName\nO1,Harbour House\n"
    assert refusal(hmis_directory(tmp_path / "o", Organization=no_flag)) == "missing_columns"


def test_an_optional_file_that_is_unusable_is_a_problem_only(tmp_path: Path) -> None:
    bundle = read_hmis(hmis_directory(tmp_path, Inventory="", ProjectCoC="x\n"), NOW)
    assert len(bundle.programs) == 5
    assert bundle.log.problems.by_code == {"empty_file": 1, "missing_columns": 1}
    assert not any(program.pools_complete for program in bundle.programs)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("I9,P1,NY-600,1,1,many,1,2020-01-01,,", "not_a_whole_number"),
        ("I9,P1,NY-600,1,1,-4,1,2020-01-01,,", "number_below_zero"),
        ("I9,P1,NY-600,1,1,,1,2020-01-01,,", "count_missing"),
        ("I9,,NY-600,1,1,4,1,2020-01-01,,", "id_missing"),
        ("I9,P1,NY-600,1,1,4,1,someday,,", "not_a_date"),
    ],
)
def test_a_bad_inventory_row(tmp_path: Path, row: str, code: str) -> None:
    inventory = HMIS_FILES["Inventory.csv"] + row + "\n"
    bundle = read_hmis(hmis_directory(tmp_path, Inventory=inventory), NOW)
    assert [(p.file, p.line, p.code) for p in bundle.log.problems.kept] == [
        ("Inventory.csv", 8, code)
    ]
    assert by_key(bundle)["P1"].pools[0].planned_units == 25
