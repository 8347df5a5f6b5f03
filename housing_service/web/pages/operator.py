"""The operator's page: which counts are old, where more is kept than empty, and how the service
itself is."""

from typing import Final

from aiohttp import web

from housing_service.domain.errors import Refusal
from housing_service.domain.words import SURGE_LABELS
from housing_service.web.keys import services
from housing_service.web.pages import forms
from housing_service.web.pages.operator_requests import request_rows
from housing_service.web.pages.operator_view import (
    OperatorRow,
    health_view,
    is_over_held,
    is_stale,
    is_unknown,
    operator_row,
)
from housing_service.web.pages.page_route import PageRoute
from housing_service.web.pages.rendering import as_of, read_at, render
from housing_service.web.pages.request_view import NO_ROW
from housing_service.web.pages.surges_view import surge_rows, times


async def show(request: web.Request) -> web.Response:
    """The tables and figures as of one moment."""
    return await operator_page(request)


async def operator_page(request: web.Request, refusal: Refusal | None = None) -> web.Response:
    """The whole page; `refusal` is why the last form was not done."""
    use, identity = services(request), forms.identity_of(request)
    pools = await use.directory.pools(identity)
    facts = await use.health.operations(identity)
    now = read_at(pools)
    zone = next((str(pool["time_zone"]) for pool in pools if pool.get("time_zone")), None)

    def rows(wanted: list[bool]) -> list[OperatorRow]:
        found = [operator_row(p, now) for p, yes in zip(pools, wanted, strict=True) if yes]
        return sorted(found, key=lambda row: (row.program.casefold(), row.pool.casefold()))

    return render(
        request,
        "operator.html",
        title="Operator",
        module="main_operator.js",
        status=refusal.problem.status if refusal else 200,
        now=now,
        as_of=as_of(now, pools),
        health=health_view(facts),
        stale=rows([is_stale(pool) for pool in pools]),
        over_held=rows([is_over_held(pool) for pool in pools]),
        unknown=rows([is_unknown(pool) for pool in pools]),
        surges=surge_rows(await use.capacity.surges(identity), pools, zone),
        surge_times=times(now, zone),
        surge_labels=SURGE_LABELS.items(),
        regions=await use.directory.regions(),
        problem=forms.problem_of(refusal) if refusal else None,
        blank_row=OperatorRow(),
        requests=await request_rows(request),
        blank_request=NO_ROW,
        automatic_offers=await use.requesting.automatic_offers(identity, None),
    )


OPERATOR: Final = frozenset({"operator"})

OPERATOR_ROUTES: Final = (PageRoute("GET", "/operator", show, OPERATOR),)
