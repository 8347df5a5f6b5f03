"""What the tests of the readers share: small files as they come from the wild."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Mapping
from pathlib import Path

NOW = datetime.datetime(2026, 6, 1, tzinfo=datetime.UTC)

TORONTO_HEADER = (
    "_id,OCCUPANCY_DATE,ORGANIZATION_ID,ORGANIZATION_NAME,LOCATION_ADDRESS,LOCATION_POSTAL_CODE,"
    "LOCATION_CITY,PROGRAM_ID,PROGRAM_NAME,SECTOR,PROGRAM_MODEL,OVERNIGHT_SERVICE_TYPE,"
    "CAPACITY_TYPE,CAPACITY_ACTUAL_BED,CAPACITY_FUNDING_BED,OCCUPIED_BEDS,UNOCCUPIED_BEDS,"
    "UNAVAILABLE_BEDS,CAPACITY_ACTUAL_ROOM,CAPACITY_FUNDING_ROOM,OCCUPIED_ROOMS,"
    "UNOCCUPIED_ROOMS,UNAVAILABLE_ROOMS"
)
TORONTO_COLUMNS = next(csv.reader([TORONTO_HEADER]))

_BED_ROW = {
    "_id": "1",
    "OCCUPANCY_DATE": "2024-01-15",
    "ORGANIZATION_ID": "24",
    "ORGANIZATION_NAME": "Harbour House Society",
    "LOCATION_ADDRESS": "1 Quay St",
    "LOCATION_POSTAL_CODE": "M1A 1A1",
    "LOCATION_CITY": "Toronto",
    "PROGRAM_ID": "100",
    "PROGRAM_NAME": "Harbour Night Beds",
    "SECTOR": "Women",
    "PROGRAM_MODEL": "Emergency",
    "OVERNIGHT_SERVICE_TYPE": "Shelter",
    "CAPACITY_TYPE": "Bed Based Capacity",
    "CAPACITY_ACTUAL_BED": "10",
    "CAPACITY_FUNDING_BED": "12",
    "OCCUPIED_BEDS": "7",
    "UNOCCUPIED_BEDS": "3",
    "UNAVAILABLE_BEDS": "2",
}
ROOMS = {
    "CAPACITY_TYPE": "Room Based Capacity",
    "CAPACITY_ACTUAL_BED": "",
    "CAPACITY_FUNDING_BED": "",
    "OCCUPIED_BEDS": "",
    "UNOCCUPIED_BEDS": "",
    "UNAVAILABLE_BEDS": "",
    "CAPACITY_ACTUAL_ROOM": "5",
    "CAPACITY_FUNDING_ROOM": "5",
    "OCCUPIED_ROOMS": "4",
    "UNOCCUPIED_ROOMS": "1",
    "UNAVAILABLE_ROOMS": "0",
}
NO_ADDRESS = {"LOCATION_ADDRESS": "", "LOCATION_POSTAL_CODE": "", "LOCATION_CITY": ""}


def toronto_row(**changes: str) -> str:
    """One row in the order of TORONTO_COLUMNS."""
    cells = {**_BED_ROW, **changes}
    return ",".join(cells.get(column, "") for column in TORONTO_COLUMNS)


def toronto_file(path: Path, *rows: str, columns: list[str] = TORONTO_COLUMNS) -> Path:
    """A whole file with header."""
    path.write_bytes(("\r\n".join([",".join(columns), *rows]) + "\r\n").encode())
    return path


HMIS_FILES: Mapping[str, str] = {
    "Export.csv": "ExportID,SourceType,SourceID,SourceName,SourceContactPhone,ExportDate,"
    "ExportDirective\nE1,1,XX-500,Test HMIS,5550100,2024-03-01 12:00:00,2\n",
    "Organization.csv": "OrganizationID,OrganizationName,VictimServiceProvider,DateDeleted\n"
    "O1,Harbour House,0,\nO2,Quiet Harbour,1,\nO3,Gone House,0,2023-01-01 00:00:00\n",
    "Project.csv": "ProjectID,OrganizationID,ProjectName,OperatingStartDate,OperatingEndDate,"
    "ProjectType,TargetPopulation,DateDeleted\n"
    "P1,O1,Harbour Nights,2020-01-01,,1,4,\n"
    "P2,O1,Harbour Homes,2020-01-01,,2,4,\n"
    "P3,O2,Quiet Rooms,2020-01-01,,0,4,\n"
    "P4,O1,Survivor Beds,2020-01-01,,0,1,\n"
    "P5,O1,Rapid Homes,2020-01-01,,13,4,\n"
    "P6,O1,Old Haven,2010-01-01,2020-01-01,8,4,\n",
    "ProjectCoC.csv": "ProjectCoCID,ProjectID,CoCCode,Geocode,Address1,Address2,City,State,ZIP\n"
    "C1,P1,NY-600,360001,1 Quay St,Floor 2,New York,NY,10001\n"
    "C2,P2,NY-600,360001,,,New York,NY,10001\n"
    "C3,P3,NY-600,360001,9 Secret Lane,,New York,NY,10002\n"
    "C4,P4,NY-600,360001,8 Secret Lane,,New York,NY,10003\n",
    "Inventory.csv": "InventoryID,ProjectID,CoCCode,HouseholdType,UnitInventory,BedInventory,"
    "ESBedType,InventoryStartDate,InventoryEndDate,DateDeleted\n"
    "I1,P1,NY-600,1,20,20,1,2020-01-01,,\n"
    "I2,P1,NY-600,1,5,5,1,2021-01-01,,\n"
    "I3,P1,NY-600,3,2,7,2,2021-01-01,,\n"
    "I4,P1,NY-600,4,9,9,1,2021-01-01,2022-01-01,\n"
    "I5,P3,NY-600,3,4,12,1,2021-01-01,,\n"
    "I6,P2,NY-600,3,4,12,,2021-01-01,,2022-01-01\n",
}


def hmis_directory(path: Path, **changes: str | None) -> Path:
    """A small export; `Project="..."` replaces Project.csv, None leaves it out."""
    path.mkdir(exist_ok=True)
    for name, text in HMIS_FILES.items():
        text_or_none = changes.get(name.removesuffix(".csv"), text)
        if text_or_none is not None:
            (path / name).write_text(text_or_none, encoding="utf-8")
    return path
