"""The pages people use: server-made HTML first, with modules on top.

`PAGE_ROUTES` is every address of theirs, with the roles that may open it.
"""

from housing_service.web.pages.asks import ASK_ROUTES
from housing_service.web.pages.console import CONSOLE_ROUTES
from housing_service.web.pages.docs import DOCS_ROUTES
from housing_service.web.pages.eligibility import ELIGIBILITY_ROUTES
from housing_service.web.pages.homes import HOMES_ROUTES
from housing_service.web.pages.next_steps import NEXT_STEPS_ROUTES
from housing_service.web.pages.operator import OPERATOR_ROUTES
from housing_service.web.pages.operator_requests import OPERATOR_REQUEST_ROUTES
from housing_service.web.pages.page_route import PageRoute
from housing_service.web.pages.rendering import problem_page
from housing_service.web.pages.reports import REPORT_PAGE_ROUTES
from housing_service.web.pages.requests import REQUEST_ROUTES
from housing_service.web.pages.shelter import SHELTER_ROUTES
from housing_service.web.pages.shelter_counts import SHELTER_COUNT_ROUTES
from housing_service.web.pages.shelter_reserve import SHELTER_RESERVE_ROUTES
from housing_service.web.pages.shelter_services import SHELTER_SERVICE_ROUTES
from housing_service.web.pages.sign_in import SIGN_IN_ROUTES, sign_in_page
from housing_service.web.pages.surges import SURGE_ROUTES
from housing_service.web.pages.together import TOGETHER_ROUTES
from housing_service.web.static_files import serve_static

PAGE_ROUTES: tuple[PageRoute, ...] = (
    *SIGN_IN_ROUTES,
    *CONSOLE_ROUTES,
    *TOGETHER_ROUTES,
    *NEXT_STEPS_ROUTES,
    *REQUEST_ROUTES,
    *SHELTER_ROUTES,
    *SHELTER_COUNT_ROUTES,
    *SHELTER_RESERVE_ROUTES,
    *SHELTER_SERVICE_ROUTES,
    *ASK_ROUTES,
    *ELIGIBILITY_ROUTES,
    *HOMES_ROUTES,
    *OPERATOR_ROUTES,
    *OPERATOR_REQUEST_ROUTES,
    *SURGE_ROUTES,
    *REPORT_PAGE_ROUTES,
    *DOCS_ROUTES,
    PageRoute("GET", "/static/{version}/{file}", serve_static, None),
    PageRoute("GET", "/static/{version}/{folder}/{file}", serve_static, None),
)

__all__ = ["PAGE_ROUTES", "PageRoute", "problem_page", "sign_in_page"]
