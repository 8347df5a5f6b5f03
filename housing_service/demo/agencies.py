"""The fictional region's places, its agencies, and the sign-ins for visitors.

Every name is invented; telephone numbers come from the range reserved for fiction.
"""

from __future__ import annotations

from housing_service.demo.records import Agency, Place, Visitor

TIME_ZONE = "America/Chicago"

PLACES: tuple[Place, ...] = (
    Place("quillmere-center", "Quillmere Center", 214_000, (1, 1)),
    Place("quillmere-east", "Quillmere East", 167_000, (2, 1)),
    Place("dunmarrow", "Dunmarrow County", 96_000, (1, 0)),
    Place("velhaven", "Velhaven Coast", 121_000, (3, 2)),
    Place("saltgrove", "Saltgrove", 58_000, (3, 1)),
    Place("llano-pardo", "Llano Pardo", 73_000, (0, 2)),
    Place("brindlewood", "Brindlewood Hills", 52_000, (0, 0)),
)

AGENCIES: tuple[Agency, ...] = (
    # Who looks for a place. Their simulated people leave a visitor room under the caps.
    Agency("lantern", "Lantern Walk Outreach", responders=4, line=196),
    Agency("hospital", "Quillmere General Social Work", responders=4, stage="limited", line=197),
    Agency(
        "ninth-bell",
        "Ninth Bell Hotline",
        responders=6,
        line=198,
        responder_hold_limit=4,
        organization_hold_limit=30,
    ),
    # Who offers one.
    Agency("alder", "Alder Street Shelters", staff=2),
    Agency("willow", "Willow Door", staff=2, victim_service_provider=True),
    Agency("serena", "Puerta Serena", staff=2, victim_service_provider=True),
    Agency("alborada", "Casa Alborada", staff=2),
    Agency("dunmarrow", "Dunmarrow Night Network", staff=2),
    Agency("velhaven", "Velhaven Shared Roofs", staff=2),
    Agency("northgate", "Northgate Youth Night", staff=1),
    Agency("saltgrove", "Saltgrove Recovery Center", staff=2),
    Agency("pardo", "Viviendas Llano Pardo", staff=1),
    Agency("brindlewood", "Brindlewood Housing Trust", staff=1),
    Agency("vouchers", "Quillmere Motel Voucher Desk", staff=2),
    Agency("day-rooms", "Seven Doors Day Rooms", staff=1),
    # Who helps with the time after.
    Agency("lamp", "Lamp Street Advocates", staff=2),
    Agency("harrow", "Harrow Learning and Work", staff=1),
)

VISITORS: tuple[Visitor, ...] = (
    Visitor("responder", "responder", "lantern", "/console", "Outreach worker"),
    Visitor(
        "hotline", "responder", "ninth-bell", "/console", "Hotline advocate, coordinates", True
    ),
    Visitor("shelter", "shelter_staff", "alder", "/shelter", "Shelter staff, coordinates", True),
    Visitor("safehouse", "shelter_staff", "willow", "/shelter", "Staff of a confidential program"),
    Visitor("operator", "operator", None, "/operator", "Operator of the region"),
)
