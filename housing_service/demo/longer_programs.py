"""Where somebody can stay for weeks or months: transitional housing, detox, treatment."""

from __future__ import annotations

from housing_service.demo.records import ANYONE, EVERYBODY, FAMILIES, SINGLES, PoolPlan, ProgramPlan

TRANSITIONAL: tuple[ProgramPlan, ...] = (
    ProgramPlan(
        "trust-orchard", "brindlewood", "transitional_housing", "Orchard Court", "brindlewood", 190,
        (
            PoolPlan(
                "Apartments", "apartment", 9, 2, "confirm", FAMILIES, people_per_unit=5,
                party_people_max=5,
            ),
            PoolPlan("Studios", "apartment", 6, 1, "confirm", ANYONE, people_per_unit=2),
        ),
        "30 Orchard Court", "00151",
    ),
    ProgramPlan(
        "trust-bridge", "brindlewood", "transitional_housing", "Bridge Lodgings", "quillmere-east",
        191,
        (PoolPlan("Rooms", "room", 11, 3, "confirm", SINGLES, people_per_unit=1),),
        "55 Bridge Approach", "00115",
    ),
    ProgramPlan(
        "trust-dunmarrow", "brindlewood", "transitional_housing", "Granary Homes", "dunmarrow", 192,
        (PoolPlan("Apartments", "apartment", 6, 1, "call_only", EVERYBODY, people_per_unit=4),),
        "14 Granary Lane", "00140",
    ),
    ProgramPlan(
        "pardo-patio", "pardo", "transitional_housing", "Patio Pardo", "llano-pardo", 193,
        (PoolPlan("Apartamentos", "apartment", 8, 2, "confirm", FAMILIES, people_per_unit=5),),
        "41 Calle Ancha", "00130",
    ),
    ProgramPlan(
        "pardo-veredas", "pardo", "transitional_housing", "Las Veredas", "llano-pardo", 194,
        (
            PoolPlan(
                "Cuartos", "room", 10, 2, "instant", ANYONE, people_per_unit=2,
                count_age=0.95,
            ),
        ),
        "6 Vereda Alta", "00132",
    ),
    ProgramPlan(
        "serena-paso", "serena", "transitional_housing", "Paso a Paso", "quillmere-center", 195,
        (PoolPlan("Apartamentos", "apartment", 5, 1, "confirm", EVERYBODY, people_per_unit=5),),
        confidential=True,
    ),
)  # fmt: skip

RECOVERY: tuple[ProgramPlan, ...] = (
    ProgramPlan(
        "saltgrove-detox", "saltgrove", "detox", "Saltgrove Detox", "saltgrove", 101,
        (PoolPlan("Medical beds", "bed", 12, 3, "confirm", SINGLES, out_of_service=1),),
        "10 Clinic Road", "00171",
    ),
    ProgramPlan(
        "saltgrove-city", "saltgrove", "detox", "City Detox", "quillmere-center", 102,
        (PoolPlan("Beds", "bed", 10, 2, "instant", SINGLES),),
        "300 Infirmary Way", "00113",
    ),
    ProgramPlan(
        "pardo-detox", "pardo", "detox", "Desintoxicación El Roble", "llano-pardo", 103,
        (PoolPlan("Camas", "bed", 8, 1, "confirm", SINGLES, slow=True, count_age=1.1),),
        "18 Camino del Roble", "00133",
    ),
    ProgramPlan(
        "saltgrove-long", "saltgrove", "residential_treatment", "Long Meadow", "saltgrove", 104,
        (PoolPlan("Beds", "bed", 20, 4, "confirm", SINGLES),),
        "1 Long Meadow", "00172",
    ),
    ProgramPlan(
        "saltgrove-meadow", "saltgrove", "residential_treatment", "Meadow Rooms", "saltgrove", 105,
        (
            PoolPlan("Rooms, parent with children", "room", 6, 1, "confirm", FAMILIES,
                     people_per_unit=3),
        ),
        "3 Long Meadow", "00172",
    ),
    ProgramPlan(
        "dunmarrow-treatment", "dunmarrow", "residential_treatment", "Cairn House", "dunmarrow",
        106,
        (PoolPlan("Beds", "bed", 14, 3, "call_only", SINGLES),),
        "27 Cairn Road", "00142",
    ),
)  # fmt: skip
