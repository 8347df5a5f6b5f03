"""What every page has around its own content: the way out, the lock, the tab's neutral name, the
choices of this device, and what its scripts may keep on the device."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Final
from urllib.parse import urlencode

from aiohttp import web
from markupsafe import Markup

from housing_service.config import Settings
from housing_service.domain.identity import OPERATOR, RESPONDER, Identity
from housing_service.web.keys import IDENTITY, SETTINGS
from housing_service.web.language.current import language, phrase, spoken, text
from housing_service.web.pages.preferences import LEFT, THEMES, page_to_return_to, preferences
from housing_service.web.static_files import static_files

# Read by programs' makers and by staff at their own desk, never beside somebody who needs help.
_WITHOUT_EXIT: Final = frozenset({"docs", "count", "count_gone", "components"})
# While a session is locked, counting goes on at the shelter's page; every other page is its lock
# screen alone.
_WHILE_LOCKED: Final = frozenset({"shelter", "shelter_wall", "unlock"})
# Without the bar that names the organization: somebody else may be looking.
_BARE: Final = frozenset({"left", "locked", "unlock"})
_COLOR_SCHEMES: Final = {"light": "light", "low-light": "dark"}


@dataclass(frozen=True, slots=True)
class FrameView:
    """Empty texts and zero mean: not on this page."""

    name: str
    tab_title: str
    theme: str
    themes: tuple[str, ...]
    color_scheme: str
    sound: bool
    back: str
    exit_at: str
    lock_after_minutes: int
    bare: bool
    locked: bool
    lock_alone: bool
    unlocks_by_pin: bool
    attributes: Markup


def stands_in(request: web.Request, template: str) -> str:
    """The template to show: in place of what was asked for, the lock screen of a locked session, or
    the question of whoever left a page at once and has come back."""
    identity = request.get(IDENTITY)
    if identity is None or identity.session_csrf is None:
        return template
    if identity.locked and template.removesuffix(".html") not in _WHILE_LOCKED:
        return "locked.html"
    return "left.html" if request.cookies.get(LEFT) == "yes" else template


def frame_view(request: web.Request, page: str) -> FrameView:
    """The frame of `page`, the name of its template."""
    identity, settings = request.get(IDENTITY), request.app[SETTINGS]
    chosen, locked = preferences(request), identity is not None and identity.locked
    hidden = page in ("left", "locked") or locked
    tab = "" if hidden else _tab(page)
    return FrameView(
        name=settings.screen_name,
        tab_title=f"{tab} · {settings.screen_name}" if tab else settings.screen_name,
        theme=chosen.theme,
        themes=THEMES,
        color_scheme=_COLOR_SCHEMES.get(chosen.theme, "light dark"),
        sound=chosen.sound,
        back=page_to_return_to(request),
        exit_at=settings.exit_url if _has_exit(identity, page) else "",
        lock_after_minutes=0 if page == "unlock" else _lock_after_minutes(identity, settings),
        bare=page in _BARE,
        locked=locked,
        lock_alone=locked,
        unlocks_by_pin=identity is not None and identity.unlocks_by_pin,
        attributes=_attributes(
            {
                "data-theme": chosen.theme if chosen.theme != THEMES[0] else "",
                "data-locked": "yes" if locked else "",
                "data-desk": "yes" if identity and identity.desk else "",
                "data-signed-out": "yes" if page == "signed_out" else "",
                "data-worker": _worker() if identity and identity.session_csrf else "",
                "data-kept-for": _kept_for(identity) if not hidden else "",
            }
        ),
    )


def _tab(page: str) -> str:
    """What a browser may show in its tab and its history; nothing for a page that has no name."""
    key = f"frame.tabs.{page}"
    return text(key) if key in spoken().pages else ""


def _has_exit(identity: Identity | None, page: str) -> bool:
    return page not in _WITHOUT_EXIT and (identity is None or identity.role == RESPONDER)


def _lock_after_minutes(identity: Identity | None, settings: Settings) -> int:
    if identity is None or identity.session_csrf is None:
        return 0
    return {
        RESPONDER: settings.responder_lock_after_minutes,
        OPERATOR: settings.operator_lock_after_minutes,
    }.get(identity.role, settings.shelter_staff_lock_after_minutes)


def _worker() -> str:
    """The service worker of this version, with the word and language of a notice."""
    given = {"v": static_files().version, "in": language(), "say": phrase("notice")}
    return f"/sw.js?{urlencode(given)}"


def _kept_for(identity: Identity | None) -> str:
    """A tag by which a browser tells whose list it has kept. It is the same for the same account,
    and no account can be found by it. Operators keep nothing."""
    if identity is None or identity.session_csrf is None or identity.role == OPERATOR:
        return ""
    return sha256(b"kept for " + identity.account_id.bytes).hexdigest()[:16]


def _attributes(named: dict[str, str]) -> Markup:
    given = [Markup(' {}="{}"').format(name, value) for name, value in named.items() if value]
    return Markup("").join(given)
