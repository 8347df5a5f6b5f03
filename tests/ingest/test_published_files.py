"""Published files, where they have been handed over beside the repository."""

from __future__ import annotations

from pathlib import Path

import pytest
from ingest_files import NOW

from housing_service.ingest.hmis_csv import read_hmis
from housing_service.ingest.toronto_occupancy import read_toronto

DATA = Path(__file__).parents[2] / ".." / "shared" / "data"
TORONTO = DATA / "occupancy" / "toronto_2024-01-01_2024-02-18.csv.gz"

needs_data = pytest.mark.skipif(
    not TORONTO.exists(), reason="the published files are not beside this checkout"
)


@needs_data
def test_seven_weeks_of_toronto() -> None:
    bundle = read_toronto(TORONTO, NOW)
    assert bundle.log.problems.total == 0
    assert (len(bundle.organizations), len(bundle.programs)) == (35, 136)
    assert (bundle.counts.rows, len(bundle.counts.days)) == (6561, 49)
    assert sum(1 for program in bundle.programs if program.site and program.site.line) == 132
    assert bundle.log.warnings.by_code == {"out_of_service_below_zero": 49}


@needs_data
@pytest.mark.parametrize(
    ("folder", "organizations", "programs", "pools", "confidential"),
    [
        ("fy2022_lsa-sample", 1, 11, 11, 0),
        ("fy2024_datalab", 10, 3, 6, 0),
        ("fy2026_abt-lsa-sample", 27, 32, 34, 2),
        ("fy2026_bom", 1, 1, 0, 0),
    ],
)
def test_published_exports(
    folder: str, organizations: int, programs: int, pools: int, confidential: int
) -> None:
    bundle = read_hmis(DATA / "hmis" / folder, NOW)
    assert bundle.log.problems.total == 0
    assert len(bundle.organizations) == organizations
    assert len(bundle.programs) == programs
    assert sum(len(program.pools) for program in bundle.programs) == pools
    assert sum(program.confidential for program in bundle.programs) == confidential
