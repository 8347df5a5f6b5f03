"""The SQL is found in a checkout and in an installed wheel."""

from __future__ import annotations

from pathlib import Path

import pytest

from housing_service.store import sql_files
from housing_service.store.sql_files import setup_sql, sql_directory


def test_a_checkout_has_it_beside_the_package() -> None:
    assert (sql_directory() / "roles.sql").is_file()
    assert "housing_owner" in setup_sql("roles")


def test_a_wheels_own_copy_comes_before_a_strangers_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "site-packages" / "housing_service"
    monkeypatch.setattr(sql_files, "_PACKAGE", package)
    find = sql_directory.__wrapped__
    with pytest.raises(FileNotFoundError):
        find()
    (package.parent / "sql" / "migrations").mkdir(parents=True)
    (package / "_sql" / "migrations").mkdir(parents=True)
    assert find() == package / "_sql"
