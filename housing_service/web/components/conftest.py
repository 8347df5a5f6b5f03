"""A component's own tests meet it on the page of all elements, in a real browser."""

from tests.browser.conftest import browser

__all__ = ["browser"]
