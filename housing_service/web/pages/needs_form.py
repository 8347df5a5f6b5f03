"""From the console's form to the question that is put to the service, as `needs_form.js` does.

What a household needs lives as long as one request. It comes in a body, is asked in memory, and
goes back into the form of the page that answers; no address and no store ever has it.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode
from zoneinfo import ZoneInfo

from housing_service.domain.filters import FILTER_VALUES_MAX
from housing_service.domain.vocabulary import SERVICE_KINDS
from housing_service.web.language.current import data_language, words_of
from housing_service.web.pages.household import as_wire, party_from
from housing_service.web.pages.need_choices import (
    DISTANCES,
    FLAGS,
    HOMES,
    NUMBERS,
    PAPERS,
    PROOFS,
    RECORDS,
    choices_by_field,
)

Json = Mapping[str, Any]
Form = Mapping[str, str]

_SITUATION_LISTS: Final = ("genders", "languages", "pets", "made_for", "avoid")
_CHOICES: Final = {"record": RECORDS, "papers": PAPERS, "proof": PROOFS, "home": HOMES}
_SCALARS: Final = frozenset(
    {"kind", "hidden", "arrival", "arrival_time", "from_region", "distance", "referral_source",
     *NUMBERS, *FLAGS, *_CHOICES}
)  # fmt: skip
_LISTS: Final = frozenset({"needs", "regions", *_SITUATION_LISTS})
# A quarter of an hour is as exact as "now" has to be, and asks for nothing new until it is over.
NOW_MINUTES: Final = 15
# A time that has just passed is today's; one long past is tomorrow's.
JUST_PASSED: Final = timedelta(hours=2)
_CARRIED_CHARS_MAX: Final = 8_000


def search_body(form: Form, places: Sequence[Json], pools: Sequence[Json], now: datetime) -> Any:
    """The body of a search for what the form asks. `places` are the regions there are; `pools`
    those the caller may see, by which hidden programs are found. Unknown codes are left out, a
    number beyond its limits becomes the limit."""
    body: dict[str, Any] = {
        "household": as_wire(party_from(form)),
        "limit": 500,
        "language": data_language(),
    }
    if form.get("kind") in words_of("kinds") and form["kind"] not in SERVICE_KINDS:
        body["kinds"] = [form["kind"]]
    codes = [str(place["code"]) for place in places]
    regions = _ticked(form, "regions", codes)
    if regions and len(regions) < len(codes):
        body["regions"] = regions
    if needs := _ticked(form, "needs", _codes("needs")):
        body["needs"] = needs
    hidden = hidden_programs(form)
    if hidden:
        ids = [str(pool["id"]) for pool in pools if pool["program_id"] in hidden]
        body["not_pool_ids"] = ids[:FILTER_VALUES_MAX]
    situation = _situation(form, _zone(pools), now)
    if form.get("from_region") in codes:
        situation["from_region"] = form["from_region"]
        if form.get("distance") in DISTANCES:
            situation["distance"] = form["distance"]
    return body | ({"situation": situation} if situation else {})


def hidden_programs(form: Form) -> list[str]:
    """Ids of the programs that are never to be shown this request, in the order of hiding."""
    hidden = form.get("hidden", "").split()
    return list(dict.fromkeys([*hidden, form["hide"]] if form.get("hide") else hidden))


def chosen_count(form: Form) -> int:
    """How many questions about needs are answered."""
    single = _SCALARS - {"kind", "hidden", "arrival_time", "from_region", "distance"}
    several = [name for name in form if name.partition(".")[0] in _LISTS - {"regions"}]
    return sum(bool(form.get(name)) for name in [*single, *several])


def carried(form: Form) -> str:
    """All that was asked beside the household, to travel inside another form of the same page."""
    return urlencode({name: text for name, text in form.items() if text and _is_ours(name)})


def unpacked(form: Form) -> dict[str, str]:
    """A form with what `carried` packed into its field `asked`."""
    try:
        asked = dict(parse_qsl(form.get("asked", "")[:_CARRIED_CHARS_MAX], max_num_fields=300))
    except ValueError:
        asked = {}
    return {**{name: text for name, text in asked.items() if _is_ours(name)}, **form}


def _is_ours(name: str) -> bool:
    field, dot, _ = name.partition(".")
    return field in _LISTS if dot else name in _SCALARS


def _situation(form: Form, zone: ZoneInfo, now: datetime) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in _SITUATION_LISTS:
        if ticked := _ticked(form, name, _codes(name)):
            found[name] = ticked
    if "made_for" in found:
        # Who asks for a program made for them belongs to whom it is for.
        found["populations"] = found["made_for"]
    children = party_from(form).children
    for name, (least, most) in NUMBERS.items():
        text = form.get(name, "").strip()
        if text.isascii() and text.isdigit() and len(text) < 5:
            found[name] = min(max(int(text), least), most)
    if not children:
        found.pop("oldest_boy_age", None)
    # For nobody else than whom?
    flags = FLAGS if "made_for" in found else [name for name in FLAGS if name != "only_made_for"]
    found.update(dict.fromkeys((name for name in flags if form.get(name)), True))
    choices = {**_CHOICES, "referral_source": _codes("referral_source")}
    found.update({name: form[name] for name, codes in choices.items() if form.get(name) in codes})
    arrival = _arrival(form, zone, now)
    return found | ({"arrival_at": arrival.astimezone(UTC).isoformat()} if arrival else {})


def _arrival(form: Form, zone: ZoneInfo, now: datetime) -> datetime | None:
    """When they arrive: about now, or the next time clocks there show what was typed."""
    if form.get("arrival") == "now":
        return now - timedelta(
            minutes=now.minute % NOW_MINUTES, seconds=now.second, microseconds=now.microsecond
        )
    if form.get("arrival") != "at":
        return None
    try:
        wanted = datetime.strptime(form.get("arrival_time", "")[:5], "%H:%M")
    except ValueError:
        return None
    earliest = (now - JUST_PASSED).astimezone(zone)
    found = earliest.replace(hour=wanted.hour, minute=wanted.minute, second=0, microsecond=0)
    return found if found >= earliest else found + timedelta(days=1)


def _zone(pools: Sequence[Json]) -> ZoneInfo:
    return ZoneInfo(time_zone(pools) or "UTC")


def time_zone(pools: Sequence[Json]) -> str:
    """Where most of these programs are; empty when none says so."""
    return next((str(pool["time_zone"]) for pool in pools if pool.get("time_zone")), "")


def _codes(field: str) -> list[str]:
    return [code for code, _ in choices_by_field()[field]]


def _ticked(form: Form, field: str, codes: Iterable[str]) -> list[str]:
    return [code for code in codes if form.get(f"{field}.{code}")]
