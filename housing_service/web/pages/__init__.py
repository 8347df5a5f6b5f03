"""The pages people use: server-made HTML first, with modules on top.

`PAGE_ROUTES` is every address of theirs, with the roles that may open it.
"""

from housing_service.web.pages.account import ACCOUNT_ROUTES
from housing_service.web.pages.announcements import ANNOUNCEMENT_ROUTES
from housing_service.web.pages.arrival_place import ARRIVAL_PLACE_ROUTES
from housing_service.web.pages.asks import ASK_ROUTES
from housing_service.web.pages.components import COMPONENT_ROUTES
from housing_service.web.pages.console import CONSOLE_ROUTES
from housing_service.web.pages.count import COUNT_ROUTES
from housing_service.web.pages.desks import DESK_ROUTES
from housing_service.web.pages.docs import DOCS_ROUTES
from housing_service.web.pages.eligibility import ELIGIBILITY_ROUTES
from housing_service.web.pages.homes import HOMES_ROUTES
from housing_service.web.pages.joining import JOIN_ROUTES
from housing_service.web.pages.language import LANGUAGE_ROUTES
from housing_service.web.pages.locking import LOCK_ROUTES
from housing_service.web.pages.next_steps import NEXT_STEPS_ROUTES
from housing_service.web.pages.offline import OFFLINE_ROUTES
from housing_service.web.pages.operator import OPERATOR_ROUTES
from housing_service.web.pages.operator_calls import OPERATOR_CALL_ROUTES
from housing_service.web.pages.operator_people import OPERATOR_PEOPLE_ROUTES
from housing_service.web.pages.operator_requests import OPERATOR_REQUEST_ROUTES
from housing_service.web.pages.operator_service import OPERATOR_SERVICE_ROUTES
from housing_service.web.pages.operator_stop import OPERATOR_STOP_ROUTES
from housing_service.web.pages.own_record import OWN_RECORD_ROUTES
from housing_service.web.pages.page_route import PageRoute
from housing_service.web.pages.passing_on import PASSING_ROUTES
from housing_service.web.pages.people import PEOPLE_ROUTES
from housing_service.web.pages.preferences import PREFERENCE_ROUTES
from housing_service.web.pages.record import RECORD_ROUTES
from housing_service.web.pages.rendering import problem_page
from housing_service.web.pages.reports import REPORT_PAGE_ROUTES
from housing_service.web.pages.requests import REQUEST_ROUTES
from housing_service.web.pages.second_step import SECOND_STEP_ROUTES
from housing_service.web.pages.shelter import SHELTER_ROUTES
from housing_service.web.pages.shelter_counts import SHELTER_COUNT_ROUTES
from housing_service.web.pages.shelter_reserve import SHELTER_RESERVE_ROUTES
from housing_service.web.pages.shelter_services import SHELTER_SERVICE_ROUTES
from housing_service.web.pages.shelter_settings import SHELTER_SETTINGS_ROUTES
from housing_service.web.pages.shelter_wall import SHELTER_WALL_ROUTES
from housing_service.web.pages.sign_in import SIGN_IN_ROUTES, sign_in_page
from housing_service.web.pages.single_sign_on import SINGLE_SIGN_ON_ROUTES
from housing_service.web.pages.step_up import STEP_UP_ROUTES
from housing_service.web.pages.surges import SURGE_ROUTES
from housing_service.web.pages.together import TOGETHER_ROUTES
from housing_service.web.pages.unusual import UNUSUAL_ROUTES
from housing_service.web.pages.vetting import VETTING_ROUTES
from housing_service.web.pages.where_to_go import WHERE_ROUTES
from housing_service.web.static_route import serve_static

PAGE_ROUTES: tuple[PageRoute, ...] = (
    *SIGN_IN_ROUTES,
    *SECOND_STEP_ROUTES,
    *ACCOUNT_ROUTES,
    *SINGLE_SIGN_ON_ROUTES,
    *LANGUAGE_ROUTES,
    *PREFERENCE_ROUTES,
    *OFFLINE_ROUTES,
    *LOCK_ROUTES,
    *STEP_UP_ROUTES,
    *DESK_ROUTES,
    *COUNT_ROUTES,
    *JOIN_ROUTES,
    *PEOPLE_ROUTES,
    *CONSOLE_ROUTES,
    *WHERE_ROUTES,
    *PASSING_ROUTES,
    *TOGETHER_ROUTES,
    *NEXT_STEPS_ROUTES,
    *REQUEST_ROUTES,
    *SHELTER_ROUTES,
    *SHELTER_COUNT_ROUTES,
    *SHELTER_RESERVE_ROUTES,
    *SHELTER_SERVICE_ROUTES,
    *SHELTER_SETTINGS_ROUTES,
    *SHELTER_WALL_ROUTES,
    *ARRIVAL_PLACE_ROUTES,
    *ASK_ROUTES,
    *ELIGIBILITY_ROUTES,
    *HOMES_ROUTES,
    *OPERATOR_ROUTES,
    *OPERATOR_REQUEST_ROUTES,
    *OPERATOR_CALL_ROUTES,
    *OPERATOR_SERVICE_ROUTES,
    *OPERATOR_PEOPLE_ROUTES,
    *OPERATOR_STOP_ROUTES,
    *ANNOUNCEMENT_ROUTES,
    *VETTING_ROUTES,
    *UNUSUAL_ROUTES,
    *RECORD_ROUTES,
    *OWN_RECORD_ROUTES,
    *SURGE_ROUTES,
    *REPORT_PAGE_ROUTES,
    *DOCS_ROUTES,
    *COMPONENT_ROUTES,
    PageRoute("GET", "/static/{version}/{path:.+}", serve_static, None),
)

__all__ = ["PAGE_ROUTES", "PageRoute", "problem_page", "sign_in_page"]
