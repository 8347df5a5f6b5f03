"""Where somebody can sleep tonight: emergency shelters, safe houses, vouchers and day rooms."""

from __future__ import annotations

from housing_service.demo.records import (
    ANYONE,
    EVERYBODY,
    FAMILIES,
    SINGLES,
    YOUTH,
    PoolPlan,
    ProgramPlan,
)

SHELTERS: tuple[ProgramPlan, ...] = (
    ProgramPlan(
        "alder-night", "alder", "emergency_shelter", "Alder Street Night Shelter",
        "quillmere-center", 110,
        (
            PoolPlan("Beds, men's floor", "bed", 18, 5, "instant", SINGLES, out_of_service=1),
            PoolPlan("Beds, women's floor", "bed", 14, 3, "instant", SINGLES),
        ),
        "214 Alder Street", "00110",
    ),
    ProgramPlan(
        "alder-rooms", "alder", "emergency_shelter", "Alder Street Rooms", "quillmere-center", 111,
        (
            PoolPlan(
                "Women and children, family rooms", "room", 8, 2, "confirm", FAMILIES,
                people_per_unit=4, party_people_max=8,
            ),
            PoolPlan("Cribs", "crib", 4, 2, "confirm", FAMILIES),
        ),
        "220 Alder Street", "00110",
    ),
    ProgramPlan(
        "alborada-centro", "alborada", "emergency_shelter", "Albergue Casa Alborada",
        "quillmere-east", 120,
        (
            PoolPlan("Camas para adultos", "bed", 16, 4, "instant", ANYONE),
            PoolPlan(
                "Habitaciones familiares", "room", 6, 1, "instant", FAMILIES, people_per_unit=5,
                party_people_max=10,
            ),
        ),
        "87 Calle del Molino", "00114",
    ),
    ProgramPlan(
        "alborada-puente", "alborada", "emergency_shelter", "Refugio Puente Nuevo", "llano-pardo",
        121,
        (PoolPlan("Camas", "bed", 20, 6, "instant", ANYONE, infants_need_unit=False),),
        "12 Camino del Puente", "00131",
    ),
    ProgramPlan(
        "alborada-acequia", "alborada", "emergency_shelter", "Hogar La Acequia", "llano-pardo", 122,
        (
            PoolPlan(
                "Cuartos para familias", "room", 5, 1, "confirm", FAMILIES, people_per_unit=4,
                slow=True, count_age=0.9,
            ),
        ),
        "3 Paseo de la Acequia", "00131",
    ),
    ProgramPlan(
        "dunmarrow-hall", "dunmarrow", "emergency_shelter", "Dunmarrow Hall", "dunmarrow", 130,
        (
            PoolPlan("Beds", "bed", 24, 7, "instant", ANYONE),
            PoolPlan("Step-free beds", "bed", 4, 1, "confirm", SINGLES),
        ),
        "1 Granary Lane", "00140",
    ),
    ProgramPlan(
        "dunmarrow-mill", "dunmarrow", "emergency_shelter", "Old Mill Winter Beds", "dunmarrow",
        131,
        (
            PoolPlan(
                "Beds", "bed", 12, 0, "call_only", SINGLES, slow=True, count_age=2.3,
            ),
        ),
        "40 Mill Race", "00141",
    ),
    ProgramPlan(
        "dunmarrow-couples", "dunmarrow", "emergency_shelter", "Two Lamps", "brindlewood", 132,
        (PoolPlan("Rooms for couples", "room", 6, 2, "instant", ("couple",), people_per_unit=2),),
        "5 Lamplight Row", "00152",
    ),
    ProgramPlan(
        "velhaven-pier", "velhaven", "emergency_shelter", "Pier House", "velhaven", 140,
        (
            PoolPlan("Beds", "bed", 22, 6, "instant", ANYONE),
            PoolPlan(
                "Family rooms", "room", 7, 2, "instant", FAMILIES, people_per_unit=4,
                party_people_max=8,
            ),
            PoolPlan("Cribs", "crib", 6, 4, "instant", FAMILIES),
        ),
        "9 Breakwater Road", "00160",
    ),
    ProgramPlan(
        "velhaven-chapel", "velhaven", "emergency_shelter", "Rotating Roofs", "velhaven", 141,
        (PoolPlan("Cots", "bed", 15, None, "call_only", None),),
        "31 Chapel Rise", "00161",
    ),
    ProgramPlan(
        "northgate-house", "northgate", "emergency_shelter", "Northgate Night House",
        "quillmere-center", 150,
        (PoolPlan("Beds for 14 to 17", "bed", 10, 3, "confirm", YOUTH),),
        "68 Northgate", "00112",
    ),
    ProgramPlan(
        "northgate-loft", "northgate", "emergency_shelter", "The Loft", "quillmere-east", 151,
        (PoolPlan("Beds for 18 to 24", "bed", 12, 3, "instant", SINGLES),),
        "15 Foundry Yard", "00115",
    ),
    ProgramPlan(
        "saltgrove-harbor", "velhaven", "emergency_shelter", "Saltgrove Night Harbor", "saltgrove",
        142,
        (PoolPlan("Beds", "bed", 14, 4, "instant", ANYONE, slow=True, count_age=1.25),),
        "2 Ropewalk", "00170",
    ),
    ProgramPlan(
        "ridge-families", "brindlewood", "emergency_shelter", "Hillside Family Rooms",
        "brindlewood", 143,
        (
            PoolPlan(
                "Rooms", "room", 6, 1, "confirm", FAMILIES, people_per_unit=5,
                paused="maintenance",
            ),
        ),
        "77 Hillside Terrace", "00150",
    ),
)  # fmt: skip

SAFE_HOUSES: tuple[ProgramPlan, ...] = (
    ProgramPlan(
        "willow-house", "willow", "safe_house", "Willow Door House", "quillmere-center", 160,
        (PoolPlan("Rooms", "room", 6, 2, "confirm", EVERYBODY, people_per_unit=4),),
        confidential=True,
    ),
    ProgramPlan(
        "willow-north", "willow", "safe_house", "Willow Door North", "dunmarrow", 161,
        (PoolPlan("Beds", "bed", 8, 3, "confirm", ANYONE),),
        confidential=True,
    ),
    ProgramPlan(
        "serena-casa", "serena", "safe_house", "Casa Puerta Serena", "quillmere-east", 162,
        (PoolPlan("Habitaciones", "room", 7, 2, "confirm", EVERYBODY, people_per_unit=4),),
        confidential=True,
    ),
    ProgramPlan(
        "serena-costa", "serena", "safe_house", "Serena de la Costa", "velhaven", 163,
        (PoolPlan("Camas", "bed", 9, 1, "confirm", EVERYBODY, slow=True, count_age=0.85),),
        confidential=True,
    ),
    ProgramPlan(
        "serena-llano", "serena", "safe_house", "Serena del Llano", "llano-pardo", 164,
        (PoolPlan("Apartamentos", "apartment", 4, 1, "call_only", FAMILIES, people_per_unit=6),),
        confidential=True,
    ),
    ProgramPlan(
        "velhaven-haven", "velhaven", "safe_house", "Quiet Tide House", "saltgrove", 165,
        (PoolPlan("Rooms", "room", 5, 1, "confirm", EVERYBODY, people_per_unit=3),),
        confidential=True,
    ),
)  # fmt: skip

VOUCHERS_AND_DAY_ROOMS: tuple[ProgramPlan, ...] = (
    ProgramPlan(
        "vouchers-city", "vouchers", "hotel_voucher", "Motel Vouchers, City", "quillmere-center",
        170,
        (PoolPlan("Room vouchers", "voucher", 25, 9, "instant", EVERYBODY, people_per_unit=4),),
    ),
    ProgramPlan(
        "vouchers-coast", "vouchers", "hotel_voucher", "Motel Vouchers, Coast", "velhaven", 171,
        (PoolPlan("Room vouchers", "voucher", 12, 3, "instant", EVERYBODY, people_per_unit=4),),
    ),
    ProgramPlan(
        "vouchers-families", "vouchers", "hotel_voucher", "Vales de hotel para familias",
        "llano-pardo", 172,
        (PoolPlan("Vales", "voucher", 10, 2, "confirm", FAMILIES, people_per_unit=5),),
    ),
    ProgramPlan(
        "vouchers-storm", "vouchers", "hotel_voucher", "Cold Night Vouchers", "dunmarrow", 173,
        (
            PoolPlan(
                "Room vouchers", "voucher", 15, 4, "instant", EVERYBODY, people_per_unit=3,
                slow=True, count_age=1.6,
            ),
        ),
    ),
    ProgramPlan(
        "day-ribera", "day-rooms", "day_shelter", "Centro de Día La Ribera", "quillmere-east", 180,
        (PoolPlan("Lugares de descanso", "bed", 20, 8, "instant", None),),
        "19 Ribera Norte", "00116",
    ),
    ProgramPlan(
        "day-market", "day-rooms", "day_shelter", "Market Hall Day Room", "quillmere-center", 181,
        (PoolPlan("Rest places", "bed", 30, 12, "instant", None),),
        "4 Market Hall", "00111",
    ),
    ProgramPlan(
        "day-shore", "day-rooms", "day_shelter", "Shore Day Room", "velhaven", 182,
        (PoolPlan("Rest places", "bed", 16, 7, "call_only", None, count_age=0.8),),
        "22 Tidewater Walk", "00162",
    ),
    ProgramPlan(
        "day-summer", "day-rooms", "day_shelter", "Cooling Room", "saltgrove", 183,
        (PoolPlan("Rest places", "bed", 18, 0, "instant", None, closed=True),),
        "8 Saltpan Street", "00170",
    ),
)  # fmt: skip
