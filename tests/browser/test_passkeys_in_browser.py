"""My sign-in as people meet it: a passkey is added, opens the door, and proves who one is."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, Page, expect

from housing_service.app import Running
from tests.browser.conftest import SMALL_PHONE, Visits
from tests.browser.night import RESPONDER, Night
from tests.browser.profiles import Profiles
from tests.browser.test_states_are_accessible import judge
from tests.conftest import Serve
from tests.support.world import PASSWORD, World


@pytest.fixture
async def running(serve: Serve, world: World, profiles: Profiles, tmp_path: Path) -> Running:
    return await serve(
        sign_in_attempts_per_minute=1_000, help_line="555 0100", port=profiles.port,
        data_dir=tmp_path, secret_key_file=tmp_path / "secret.key",
    )  # fmt: skip


async def with_authenticator(context: BrowserContext, page: Page) -> None:
    """A phone's own passkeys, which look at their owner at once."""
    devices = await context.new_cdp_session(page)
    await devices.send("WebAuthn.enable")
    await devices.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
                "hasUserVerification": True, "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )  # fmt: skip


async def test_a_passkey_is_added_and_opens_the_door(
    visits: Visits, night: Night, world: World, running: Running
) -> None:
    # Browsers take no passkey for a bare address.
    here = running.url.replace("127.0.0.1", "localhost")
    context = await visits.sign_in(None, viewport=SMALL_PHONE)
    page = await context.new_page()
    await with_authenticator(context, page)
    await page.goto(f"{here}/sign-in")
    await expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_visible()
    await judge(page, "sign_in_with_passkey")
    await page.get_by_label("Sign-in name").fill(RESPONDER)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await page.goto(f"{here}/account")
    await page.get_by_role("link", name="Confirm that it is you").click()
    await page.get_by_label("Your password").fill(PASSWORD)
    await page.get_by_role("button", name="Confirm", exact=True).click()
    await page.get_by_role("button", name="Add a passkey").click()
    codes = page.get_by_role("region", name="Your recovery codes").get_by_role("listitem")
    await expect(codes).to_have_count(10)
    await page.goto(f"{here}/account")
    await page.get_by_role("button", name="Set up an app").click()
    await expect(page.get_by_role("img", name="QR code")).to_be_visible()
    await judge(page, "account_app")
    # The door, without any name or password.
    await page.get_by_role("button", name="Sign out", exact=True).first.click()
    await page.wait_for_url("**/signed-out")
    await page.goto(f"{here}/sign-in")
    await page.get_by_role("button", name="Sign in with a passkey").click()
    await page.wait_for_url("**/console")
    opened = "SELECT opened_with FROM housing.session"
    assert await world.owner.fetchval(opened) == "passkey"
    await page.goto(f"{here}/step-up?back=/account")
    await judge(page, "step_up")
    await page.get_by_role("button", name="Confirm with a passkey").click()
    await page.wait_for_url("**/account")
    await expect(page.get_by_role("heading", name="Password", exact=True)).to_be_visible()
    await judge(page, "account_proven")
    assert await world.owner.fetchval("SELECT stepped_up_at IS NOT NULL FROM housing.session")
    # With the password alone the door stays shut now.
    other = await visits.sign_in(None, viewport=SMALL_PHONE)
    door = await other.new_page()
    await door.goto(f"{here}/sign-in")
    await door.get_by_label("Sign-in name").fill(RESPONDER)
    await door.get_by_label("Password").fill(PASSWORD)
    await door.get_by_role("button", name="Sign in", exact=True).click()
    await expect(door.get_by_role("heading", name="One more step")).to_be_visible()
    await judge(door, "second_step")
