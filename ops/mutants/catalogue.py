"""All mutations, in the order in which they are tried."""

from __future__ import annotations

import ast
from pathlib import Path

from ops.mutants.mutation import ROOT, Mutation
from ops.mutants.mutations_abuse import ABUSE
from ops.mutants.mutations_asks import ASKS
from ops.mutants.mutations_console import CONSOLE
from ops.mutants.mutations_counts import COUNTS
from ops.mutants.mutations_demand import DEMAND
from ops.mutants.mutations_design import DESIGN
from ops.mutants.mutations_desks import DESKS
from ops.mutants.mutations_disclosure import DISCLOSURE
from ops.mutants.mutations_doors import DOORS
from ops.mutants.mutations_fit import FIT
from ops.mutants.mutations_forgetting import FORGETTING
from ops.mutants.mutations_frame import FRAME
from ops.mutants.mutations_groups import GROUPS
from ops.mutants.mutations_holds import HOLDS
from ops.mutants.mutations_joining import JOINING
from ops.mutants.mutations_languages import LANGUAGES
from ops.mutants.mutations_live import LIVE
from ops.mutants.mutations_locks import LOCKS
from ops.mutants.mutations_offers import OFFERS
from ops.mutants.mutations_operator import OPERATOR
from ops.mutants.mutations_policy import POLICY
from ops.mutants.mutations_privacy import PRIVACY
from ops.mutants.mutations_record import RECORD
from ops.mutants.mutations_relay import RELAY
from ops.mutants.mutations_requests import REQUESTS
from ops.mutants.mutations_season import SEASON
from ops.mutants.mutations_services import SERVICES
from ops.mutants.mutations_sets import SETS
from ops.mutants.mutations_shelter_page import SHELTER_PAGE
from ops.mutants.mutations_signing_in import SIGNING_IN
from ops.mutants.mutations_speed import SPEED
from ops.mutants.mutations_store import STORE
from ops.mutants.mutations_transitions import TRANSITIONS
from ops.mutants.mutations_ways_on import WAYS_ON
from ops.mutants.mutations_web import WEB

ALL: tuple[Mutation, ...] = (
    *HOLDS, *SETS, *REQUESTS, *OFFERS, *ASKS, *SEASON, *LOCKS, *GROUPS, *TRANSITIONS, *COUNTS,
    *RECORD,
    *RELAY, *LIVE, *PRIVACY, *FORGETTING, *FIT, *WAYS_ON, *SERVICES, *DEMAND, *CONSOLE, *WEB,
    *FRAME, *STORE, *DESKS, *DISCLOSURE, *DOORS, *OPERATOR, *POLICY, *DESIGN, *SHELTER_PAGE,
    *LANGUAGES, *SPEED, *ABUSE, *SIGNING_IN, *JOINING,
)  # fmt: skip


def chosen(names: list[str]) -> list[Mutation]:
    """Those whose name contains one of `names`; all when there are none."""
    return [m for m in ALL if not names or any(name in m.name for name in names)]


def what_has_moved(mutation: Mutation, root: Path = ROOT) -> list[str]:
    """Sentences about what no longer fits the files: its text, or a test that is gone."""
    wrong = []
    try:
        mutation.applied_to((root / mutation.file).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        wrong.append(str(error))
    for node in mutation.tests:
        path, _, rest = node.partition("::")
        if not (root / path).is_file():
            wrong.append(f"{mutation.name}: there is no {path}")
        elif rest and rest.partition("[")[0] not in _tests_in(root / path):
            wrong.append(f"{mutation.name}: there is no {node}")
    return wrong


def _tests_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
