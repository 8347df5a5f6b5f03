"""What the console says can be done when nothing that fits can be held;
`static/js/steps_view.js` says the same."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from housing_service.web.pages import phrases

Json = Mapping[str, Any]
NAMES_MAX = 3


def steps_said(
    steps: Sequence[Json], programs: Mapping[str, str], regions: Mapping[str, str]
) -> list[str]:
    """A sentence for each way on. `programs` are names by pool id, `regions` labels by code."""
    return [said for step in steps if (said := _said(step, programs, regions))]


def kept_away(obstacles: Iterable[Json]) -> list[str]:
    """What stands in the way and can't be changed. What can is a way on."""
    return [_counted("kept_away", one, label=one["label"]) for one in obstacles
            if not one["changeable"]]  # fmt: skip


def _said(step: Json, programs: Mapping[str, str], regions: Mapping[str, str]) -> str:
    code = step["code"]
    if code == "ask_these":
        return phrases.phrase("call_and_ask", names=_names(step["pool_ids"], programs))
    if code == "watch_these":
        return phrases.phrase("no_room_yet_at", names=_names(step["pool_ids"], programs))
    if code == "change_need":
        return _counted("left_open", step, label=step["label"])
    if code == "widen_regions":
        left = [one for one in step["regions"] if one["code"] in regions]
        return _elsewhere("other_regions", left, [regions[one["code"]] for one in left])
    if code == "widen_kinds":
        kinds = [phrases.word("kinds", one["code"]) for one in step["kinds"]]
        return _elsewhere("other_kinds", step["kinds"], kinds)
    if code == "show_hidden":
        return _counted("hidden_open", step)
    key = "call_line" if code == "call_operator_line" else "call_young_line"
    return phrases.phrase(key, line=f", {step['line']}" if step["line"] else "")


def _elsewhere(key: str, by: Sequence[Json], labels: Sequence[str]) -> str:
    sums = {name: sum(one[name] for one in by) for name in ("pools", "pools_to_hold")}
    return _counted(key, sums, names=", ".join(labels)) if by else ""


def _counted(key: str, counts: Json, **places: str) -> str:
    pools, to_hold = int(counts["pools"]), int(counts["pools_to_hold"])
    said = phrases.phrase(key, n=pools, **places)
    return f"{said} {phrases.phrase('with_room_now', n=to_hold)}" if to_hold else said


def _names(pool_ids: Iterable[str], programs: Mapping[str, str]) -> str:
    names = dict.fromkeys(programs[pool_id] for pool_id in pool_ids if pool_id in programs)
    return ", ".join(list(names)[:NAMES_MAX])
