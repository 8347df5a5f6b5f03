"""Rows out of dirty files: what is wrong is named by line, and the next row is read again."""

from __future__ import annotations

import io

import pytest

from housing_service.ingest.csv_rows import Columns, CsvRows
from housing_service.ingest.limits import LINE_BYTES_MAX
from housing_service.ingest.problems import ReadingLog, SourceUnreadable
from housing_service.ingest.text_lines import TextLines

COLUMNS = Columns(needed=("ID", "NAME"), optional=("NOTE",))


def read(content: bytes) -> tuple[list[tuple[int, str, str, str]], ReadingLog, CsvRows]:
    log = ReadingLog()
    rows = CsvRows(TextLines(io.BytesIO(content), "f.csv", log), "f.csv", COLUMNS, log)
    return [(row.line, row["ID"], row["NAME"], row["NOTE"]) for row in rows], log, rows


def problems(log: ReadingLog) -> list[tuple[int, str]]:
    return [(problem.line, problem.code) for problem in log.problems.kept]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_bom(end: bytes, bom: bytes) -> None:
    rows, log, _ = read(bom + end.join([b"ID,NAME,NOTE", b"1, a ,x", b"", b"2,b,"]) + end)
    assert rows == [(2, "1", "a", "x"), (4, "2", "b", "")]
    assert not log.problems.total


def test_columns_by_name_whatever_order_case_and_separator() -> None:
    rows, _, found = read(b"Note;other;Na Me;i_d\nx;?;a;1\n")
    assert rows == [(2, "1", "a", "x")]
    assert found.present == {"ID", "NAME", "NOTE"}


def test_utf16_as_spreadsheets_write_it() -> None:
    rows, _, _ = read("ID\tNAME\n1\tCafé\n".encode("utf-16"))
    assert rows == [(2, "1", "Café", "")]


def test_a_line_that_is_not_utf8_is_read_as_windows_1252() -> None:
    rows, log, _ = read(b"ID,NAME\n1,Caf\xe9\n2,Caf\xc3\xa9\n")
    assert [row[2] for row in rows] == ["Café", "Café"]
    assert log.warnings.by_code == {"not_utf8": 1}


def test_nul_characters_are_left_out() -> None:
    rows, log, _ = read(b"ID,NAME\n1,a\0b\n2,\0\n")
    assert rows == [(2, "1", "ab", ""), (3, "2", "", "")]
    assert log.warnings.by_code == {"nul_characters": 1}


def test_newline_inside_quotes() -> None:
    rows, log, _ = read(b'ID,NAME,NOTE\n1,"two\nlines",x\n2,b,y\n')
    assert rows == [(2, "1", "two\nlines", "x"), (4, "2", "b", "y")]
    assert not log.problems.total


def test_a_quote_never_closed_costs_one_row() -> None:
    good = b"".join(b"%d,n,x\n" % n for n in range(300))
    rows, log, found = read(b'ID,NAME,NOTE\n7,"open,x\n' + good)
    assert len(rows) == 300
    assert problems(log) == [(2, "row_unreadable")]
    assert found.damaged


def test_a_quote_left_open_at_the_end_costs_one_row() -> None:
    rows, log, _ = read(b'ID,NAME,NOTE\n7,"open,x\n8,b,y\n9,c,z\n')
    assert [row[1] for row in rows] == ["8", "9"]
    assert problems(log) == [(2, "quote_not_closed")]


def test_too_few_and_too_many_cells() -> None:
    rows, log, _ = read(b"ID,NAME,NOTE\n1,a\n2,b,x,,\n3,Inc, Ltd,y\n4,d,z\n")
    assert [row[1] for row in rows] == ["2", "4"]
    assert problems(log) == [(2, "too_few_cells"), (4, "too_many_cells")]


def test_a_huge_cell_and_a_huge_line_cost_one_row_each() -> None:
    cell = b"x" * 200_000
    line = b"y" * (LINE_BYTES_MAX * 2)
    rows, log, _ = read(b"ID,NAME,NOTE\n1,a,%b\n2,b,\n3,c,%b\n4,d,\n" % (cell, line))
    assert [row[1] for row in rows] == ["2", "4"]
    assert problems(log) == [(2, "row_unreadable"), (4, "line_too_long")]


def test_a_column_that_comes_twice() -> None:
    rows, log, _ = read(b"ID,NAME,ID\n1,a,9\n")
    assert rows == [(2, "1", "a", "")]
    assert log.warnings.by_code == {"column_twice": 1}


def test_missing_columns_are_named_in_one_sentence() -> None:
    with pytest.raises(SourceUnreadable) as refusal:
        read(b"ID,OTHER\n1,a\n")
    assert refusal.value.code == "missing_columns"
    assert refusal.value.sentence == "f.csv lacks the column NAME."


@pytest.mark.parametrize("content", [b"", b"\n\n  \n", b"\xef\xbb\xbf", b",,,\n"])
def test_an_empty_file(content: bytes) -> None:
    with pytest.raises(SourceUnreadable) as refusal:
        read(content)
    assert refusal.value.code == "empty_file"


def test_header_alone() -> None:
    rows, log, _ = read(b"ID,NAME")
    assert rows == []
    assert not log.problems.total


def test_a_source_that_breaks_gives_no_half_row() -> None:
    class Breaks(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            chunk = super().read(12)
            if not chunk:
                raise EOFError
            return chunk

    log = ReadingLog()
    lines = TextLines(Breaks(b"ID,NAME\n1,a\n2,bcd"), "f.csv", log)
    rows = CsvRows(lines, "f.csv", COLUMNS, log)
    assert [row["ID"] for row in rows] == ["1"]
    assert problems(log) == [(3, "file_damaged")]
    assert rows.damaged


def test_the_list_of_problems_is_bounded_and_the_total_is_not() -> None:
    _, log, _ = read(b"ID,NAME,NOTE\n" + b"1\n" * 5000)
    assert log.problems.total == 5000
    assert len(log.problems.kept) == 1000
