"""My sign-in: second factors, recovery codes, the password, and where one is signed in."""

from typing import Any, Final

from aiohttp import web
from markupsafe import Markup

from housing_service.domain.errors import Refusal
from housing_service.domain.identity import ROLES
from housing_service.service.passkey_answers import Site
from housing_service.service.passwords import CHARS_MAX, CHARS_MIN
from housing_service.service.second_factor import NewApp
from housing_service.web.auth import browser_session, clear_session, passkey_site
from housing_service.web.bodies import json_response, read_json
from housing_service.web.keys import services
from housing_service.web.language.current import text
from housing_service.web.pages import forms, phrases
from housing_service.web.pages.page_route import PageRoute
from housing_service.web.pages.rendering import render

_SAID: Final = ("app_removed", "passkey_added", "passkey_removed", "password_changed",
                "session_ended", "others_ended", "linked", "unlinked")  # fmt: skip


async def _page(
    request: web.Request,
    refusal: Refusal | None = None,
    *,
    at: str = "",
    app: NewApp | None = None,
    codes: list[str] | None = None,
) -> web.Response:
    """`app` and `codes` are shown in this answer and never again."""
    if refusal is not None and refusal.code == "step_up_required":
        raise refusal
    browser_session(request)
    own, identity = services(request).own, forms.identity_of(request)
    facts = await own.account.shown(identity)
    sign_on = services(request).single_sign_on
    said = request.query.get("said", "")
    return render(
        request,
        "account.html",
        title=text("account.title"),
        module="main_passkeys.js",
        status=refusal.problem.status if refusal else 200,
        facts=_in_words(facts),
        sign_on_offered=sign_on is not None,
        sign_on_linked=sign_on is not None and await sign_on.is_linked(identity),
        must_enroll=identity.must_enroll,
        offers_app=own.second_factor.offers_app,
        offers_passkeys=passkey_site(request) is not None,
        app={"secret": _grouped(app.secret), "picture": _picture(app.address)} if app else None,
        codes=codes,
        password_min=CHARS_MIN,
        password_max=CHARS_MAX,
        said=said if said in _SAID else "",
        problem=forms.problem_of(refusal) if refusal else None,
        refused_at=at,
    )


def _in_words(facts: dict[str, Any]) -> dict[str, Any]:
    added = facts["app_added_on"]
    return {
        **facts,
        "app_added_on": phrases.day(added) if added else "",
        "passkeys": [
            {
                "id": one["id"],
                "added_on": phrases.day(one["added_on"]),
                "last_used_on": phrases.day(one["last_used_on"]) if one["last_used_on"] else "",
            }
            for one in facts["passkeys"]
        ],
        "sessions": [{**one, "since": phrases.day(one["since"])} for one in facts["sessions"]],
    }


def _grouped(secret: str) -> str:
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


def _picture(address: str) -> Markup:
    """The address as a QR code, drawn in the page: no script and no other request."""
    import segno

    code = segno.make(address, error="m", micro=False)
    # Dark on light on every screen: readers need it so.
    drawn = code.svg_inline(scale=4, border=4, dark="#000", light="#fff", omitsize=True)
    # The library draws squares; nothing of the address stands in it as text.
    return Markup(drawn)  # noqa: S704  # nosec B704


def _done(what: str) -> web.Response:
    return web.Response(status=303, headers={"Location": f"/account?said={what}"})


async def show(request: web.Request) -> web.Response:
    return await _page(request)


async def begin_app(request: web.Request) -> web.Response:
    """A new secret, shown in the answer itself: nothing keeps it readable."""
    try:
        await forms.read_form(request)
        own, identity = services(request).own, forms.identity_of(request)
        facts = await own.account.shown(identity)
        app = await own.second_factor.begin(identity, str(facts["login"] or ""))
    except Refusal as refusal:
        return await _page(request, refusal, at="app")
    return await _page(request, app=app)


async def confirm_app(request: web.Request) -> web.Response:
    try:
        form = await forms.read_form(request)
        codes = await services(request).own.second_factor.confirm(
            forms.identity_of(request), form.get("code", "")
        )
    except Refusal as refusal:
        return await _page(request, refusal, at="app")
    return await _page(request, codes=codes)


async def remove_app(request: web.Request) -> web.Response:
    try:
        await forms.read_form(request)
        await services(request).own.second_factor.remove(forms.identity_of(request))
    except Refusal as refusal:
        return await _page(request, refusal, at="app")
    return _done("app_removed")


async def renew_codes(request: web.Request) -> web.Response:
    try:
        await forms.read_form(request)
        codes = await services(request).own.second_factor.renew_recovery_codes(
            forms.identity_of(request)
        )
    except Refusal as refusal:
        return await _page(request, refusal, at="codes")
    return await _page(request, codes=codes)


def _site(request: web.Request) -> Site:
    browser_session(request)
    site = passkey_site(request)
    if site is None:
        raise Refusal("passkeys_not_offered")
    return site


async def passkey_options(request: web.Request) -> web.Response:
    """What a browser needs to make a passkey."""
    site, identity = _site(request), forms.identity_of(request)
    own = services(request).own
    facts = await own.account.shown(identity)
    name = str(facts["login"] or "")
    return json_response(await own.passkeys.to_register(identity, site, name))


async def add_passkey(request: web.Request) -> web.Response:
    """Keeps it; with the first second factor come recovery codes, which are shown once."""
    body: Any = await read_json(request)
    codes = await services(request).own.passkeys.register(
        forms.identity_of(request),
        _site(request),
        body.get("passkey") if isinstance(body, dict) else None,
    )
    return json_response({"location": "/account?said=passkey_added", "codes": codes})


async def remove_passkey(request: web.Request) -> web.Response:
    try:
        await forms.read_form(request)
        passkey_id = forms.path_uuid(request, "passkey_id", "second_factor_not_found")
        await services(request).own.second_factor.remove(forms.identity_of(request), passkey_id)
    except Refusal as refusal:
        return await _page(request, refusal, at="passkeys")
    return _done("passkey_removed")


async def change_password(request: web.Request) -> web.Response:
    try:
        form = await forms.read_form(request)
        if form.get("password", "") != form.get("password_again", ""):
            raise Refusal("invalid_request", text("account.passwords_differ"))
        await services(request).own.account.change_password(
            forms.identity_of(request), form.get("password", "")
        )
    except Refusal as refusal:
        return await _page(request, refusal, at="password")
    return _done("password_changed")


async def end_session(request: web.Request) -> web.Response:
    try:
        await forms.read_form(request)
        session_id = forms.path_uuid(request, "session_id", "session_not_found")
        ended_here = await services(request).own.account.end_session(
            forms.identity_of(request), session_id
        )
    except Refusal as refusal:
        return await _page(request, refusal, at="sessions")
    if not ended_here:
        return _done("session_ended")
    response = web.Response(status=303, headers={"Location": "/signed-out"})
    clear_session(request, response)
    return response


async def end_others(request: web.Request) -> web.Response:
    try:
        await forms.read_form(request)
        await services(request).own.account.end_others(forms.identity_of(request))
    except Refusal as refusal:
        return await _page(request, refusal, at="sessions")
    return _done("others_ended")


_ALL: Final = frozenset(ROLES)
ACCOUNT_ROUTES: Final = (
    PageRoute("GET", "/account", show, _ALL, while_enrolling=True),
    PageRoute("POST", "/account/app", begin_app, _ALL, while_enrolling=True),
    PageRoute("POST", "/account/app/confirm", confirm_app, _ALL, while_enrolling=True),
    PageRoute("POST", "/account/app/remove", remove_app, _ALL),
    PageRoute("POST", "/account/codes", renew_codes, _ALL),
    PageRoute("POST", "/account/passkeys/options", passkey_options, _ALL, while_enrolling=True),
    PageRoute("POST", "/account/passkeys", add_passkey, _ALL, while_enrolling=True),
    PageRoute("POST", "/account/passkeys/{passkey_id}/remove", remove_passkey, _ALL),
    PageRoute("POST", "/account/password", change_password, _ALL),
    PageRoute("POST", "/account/sessions/{session_id}/end", end_session, _ALL),
    PageRoute("POST", "/account/sessions/end-others", end_others, _ALL),
)
