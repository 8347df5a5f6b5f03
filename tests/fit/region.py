"""A small fictional region whose programs have the gates that real ones have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from tests.support.api import Answer, Api
from tests.support.world import World

# On the schematic map Harbor and Center touch; Hills lies apart.
TILES = {"harbor": (0, 0), "center": (1, 0), "hills": (4, 3)}
ALWAYS = [{"days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "from": "00:00",
           "until": "24:00"}]  # fmt: skip
DAYTIME = [{"days": ["mon", "tue", "wed", "thu", "fri"], "from": "08:00", "until": "17:00"}]


@dataclass(frozen=True)
class Plan:
    kind: str
    region: str
    answers: dict[str, Any]
    unit: str = "bed"
    free: int = 3
    policy: str = "instant"
    confidential: bool = False
    columns: dict[str, Any] = field(default_factory=dict)


PLANS = {
    # The big shelter by the harbor: takes nearly anybody, asks little.
    "Harbor Beds": Plan("emergency_shelter", "harbor", {
        "households": ["single_adult", "couple"], "genders": ["women", "men", "nonbinary"],
        "age": {"min": 18}, "wheelchair": "yes", "methadone": "yes", "active_use": "yes",
        "under_influence_at_entry": "yes", "id_required": "none", "proof_required": "none",
        "records": "any", "registry": "case_by_case", "pets": [], "service_animals": "yes",
        "immigration_not_asked": "yes", "police_contact": "none", "cost": "free",
        "intake_hours": ALWAYS, "languages": ["en", "es"], "interpreter": "yes",
        "phone_policy": "kept", "night_work": "yes", "nights_max": 30, "stay_extension": "yes",
        "test_at_entry": "no",
    }),
    # Family rooms in the center: children and dogs, but closes its door at five.
    "Center Families": Plan("emergency_shelter", "center", {
        "households": ["adult_with_children", "couple"], "children_max": 4, "boys_age_max": 17,
        "pets": ["small_dog", "cat"], "methadone": "yes", "medicine_storage": "yes",
        "clinic_transport": "yes", "id_required": "later", "intake_hours": DAYTIME,
        "late_arrival": "yes", "languages": ["en"], "interpreter": "no", "wheelchair": "no",
        "proof_required": "self_report", "cost": "free", "room_type": ["family_room"],
    }, unit="room", columns={"people_per_unit": 5}),
    # The same for smaller families, in the hills; no boys above eleven.
    "Hills Mothers": Plan("emergency_shelter", "hills", {
        "households": ["adult_with_children"], "boys_age_max": 11, "methadone": "no",
        "genders": ["women"], "pets": [], "pet_foster": "yes", "intake_hours": ALWAYS,
        "languages": ["es", "en"], "wheelchair": "yes", "pregnant": "yes",
        "pregnancy_weeks_max": 36, "newborn": "yes", "crib": "yes", "id_required": "none",
        "police_contact": "none", "immigration_not_asked": "yes",
    }, unit="room", policy="confirm", columns={"people_per_unit": 4}),
    # A year in an exit program: sober for a month, no methadone, a referral letter.
    "Hills Year": Plan("transitional_housing", "hills", {
        "households": ["single_adult"], "genders": ["women"], "age": {"min": 18, "max": 40},
        "populations": ["sex_trafficking", "exit_sex_trade"],
        "only_for": ["sex_trafficking", "exit_sex_trade"], "sober_days": 30,
        "test_at_entry": "yes", "methadone": "no", "buprenorphine": "no", "survivor_led": "yes",
        "proof_required": "referral_letter", "records": "case_by_case",
        "prostitution_record_ignored": "yes", "registry": "never", "nights_max": 365,
        "phone_policy": "blackout", "faith": "optional", "intake_hours": DAYTIME,
        "late_arrival": "no",
    }, unit="bed", policy="confirm"),
    "Center Detox": Plan("detox", "center", {
        "households": ["single_adult"], "detox": "on_site", "under_influence_at_entry": "yes",
        "methadone": "yes", "buprenorphine": "yes", "insulin": "yes", "wound_care": "yes",
        "intake_hours": ALWAYS, "id_required": "none", "cost": "benefits_needed",
        "genders": ["women", "men", "nonbinary"], "police_contact": "none",
    }),
    "Center Youth": Plan("emergency_shelter", "center", {
        "households": ["youth_alone", "single_adult"], "age": {"min": 14, "max": 24},
        "unaccompanied_minors": "yes", "lgbtq_affirming": "yes", "trans_welcome": "yes",
        "intake_hours": ALWAYS, "id_required": "none", "police_contact": "none",
        "referral_sources": ["self", "agency", "hotline"],
    }),
    "Harbor Mission": Plan("emergency_shelter", "harbor", {
        "households": ["single_adult"], "genders": ["men"], "faith": "required",
        "id_required": "at_door", "test_at_entry": "yes", "sober_days": 1, "cost": "fee",
        "police_contact": "at_entry", "refuses_local": "no", "phone_policy": "limited",
    }),
    # Has answered nothing yet.
    "Harbor Quiet": Plan("emergency_shelter", "harbor", {}),
    "Safe House": Plan("safe_house", "hills", {"households": ["adult_with_children"]},
                       policy="confirm", confidential=True),
}  # fmt: skip


@dataclass
class Region:
    """The region as a responder asks about it."""

    pools: dict[str, UUID]
    responder: Api

    def name(self, pool_id: str) -> str:
        return next(name for name, known in self.pools.items() if str(known) == pool_id)

    async def search(self, **asked: Any) -> Answer:
        return await self.responder.post("/v1/pools/search", {"show_all": True, **asked})

    async def fits(self, **asked: Any) -> dict[str, str]:
        """How each program fits, in the order of the answer."""
        found = await self.search(**asked)
        assert found.status == 200, found
        return {self.name(pool["id"]): pool["fit"] for pool in found["items"]}

    async def reasons(self, program: str, **asked: Any) -> dict[str, tuple[str, str]]:
        """What speaks for and against one program: fit and words by attribute."""
        found = await self.search(**asked)
        pool = next(one for one in found["items"] if self.name(one["id"]) == program)
        return {one["attribute"]: (one["fit"], one["words"]) for one in pool["reasons"]}


async def make_region(world: World, api: Callable[..., Api]) -> Region:
    """All programs of the plan, each with an organization that answers for it."""
    pools: dict[str, UUID] = {}
    for name, plan in PLANS.items():
        organization = await world.organization(f"{name} Agency")
        program = await world.program(organization, name, plan.kind, plan.confidential, plan.region)
        pool = await world.pool(
            program, plan.free, plan.policy, plan.unit, stale_after_seconds=86_400, **plan.columns
        )
        staff = api(await world.caller("shelter_staff", organization))
        told = await staff.put(
            f"/v1/pools/{pool}/eligibility", {"answers": plan.answers, "based_on_version": 0}
        )
        assert told.status == 200, (name, told)
        pools[name] = pool
    for code, tile in TILES.items():
        await world.owner.execute(
            "UPDATE housing.region SET tile_x = $2, tile_y = $3 WHERE code = $1", code, *tile
        )
    responder = api(await world.caller("responder", await world.organization("Night Line")))
    return Region(pools, responder)
