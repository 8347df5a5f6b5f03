"""Small files as operators bring them, fictional throughout: what spoiling starts from."""

from __future__ import annotations

TORONTO_FILE = (
    b"_id,OCCUPANCY_DATE,ORGANIZATION_ID,ORGANIZATION_NAME,LOCATION_ADDRESS,LOCATION_POSTAL_CODE,"
    b"LOCATION_CITY,PROGRAM_ID,PROGRAM_NAME,SECTOR,PROGRAM_MODEL,OVERNIGHT_SERVICE_TYPE,"
    b"CAPACITY_TYPE,CAPACITY_ACTUAL_BED,CAPACITY_FUNDING_BED,OCCUPIED_BEDS,UNOCCUPIED_BEDS,"
    b"UNAVAILABLE_BEDS,CAPACITY_ACTUAL_ROOM,CAPACITY_FUNDING_ROOM,OCCUPIED_ROOMS,"
    b"UNOCCUPIED_ROOMS,UNAVAILABLE_ROOMS\r\n"
    b'1,2024-01-15,24,"Harbour House, East",1 Quay St,M1A 1A1,Toronto,100,Night Beds,Women,'
    b"Emergency,Shelter,Bed Based Capacity,10,12,7,3,2,,,,,\r\n"
    b"2,01/16/2024,24,Harbour House,,,,101,Rooms,Families,Emergency,Shelter,"
    b"Room Based Capacity,,,,,,5,5,4,1,0\r\n"
)
HMIS_FILES: dict[str, bytes] = {
    "Export.csv": b"ExportID,SourceType,SourceID,SourceName,ExportDate,ExportDirective\n"
    b"E1,1,XX-500,Test HMIS,2024-03-01 12:00:00,2\n",
    "Organization.csv": b"OrganizationID,OrganizationName,VictimServiceProvider,DateDeleted\n"
    b"O1,Harbour House,0,\nO2,Quiet Harbour,1,\n",
    "Project.csv": b"ProjectID,OrganizationID,ProjectName,OperatingStartDate,OperatingEndDate,"
    b"ProjectType,TargetPopulation,DateDeleted\n"
    b"P1,O1,Harbour Nights,2020-01-01,,1,4,\nP3,O2,Quiet Rooms,2020-01-01,,0,4,\n",
    "ProjectCoC.csv": b"ProjectCoCID,ProjectID,CoCCode,Geocode,Address1,Address2,City,State,ZIP\n"
    b"C1,P1,NY-600,360001,1 Quay St,Floor 2,New York,NY,10001\n",
    "Inventory.csv": b"InventoryID,ProjectID,CoCCode,HouseholdType,UnitInventory,BedInventory,"
    b"ESBedType,InventoryStartDate,InventoryEndDate,DateDeleted\n"
    b"I1,P1,NY-600,1,20,20,1,2020-01-01,,\nI5,P3,NY-600,3,4,12,1,2021-01-01,,\n",
}
