"""Resume tokens: readable only by who wrote them, and silent about how much happened."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from housing_service.live.resume import VIEWER_CHARS, ResumeTokens

TOKENS = ResumeTokens()


@given(st.integers(min_value=0, max_value=2**47))
def test_a_token_reads_back(offset: int) -> None:
    viewer = TOKENS.viewer("account", "filter")
    assert len(viewer) == VIEWER_CHARS
    assert TOKENS.read(TOKENS.place(offset) + viewer, viewer) == offset


@given(st.text(max_size=60))
def test_any_text_is_only_not_understood(text: str) -> None:
    viewer = TOKENS.viewer("account")
    assert TOKENS.read(text, viewer) is None
    assert TOKENS.read(text[:22] + viewer, viewer) is None


def test_another_viewer_filter_or_epoch_is_not_understood() -> None:
    viewer = TOKENS.viewer("account", "filter")
    token = TOKENS.place(7) + viewer
    assert TOKENS.read(token, TOKENS.viewer("account", "other")) is None
    assert TOKENS.read(token, TOKENS.viewer("other", "filter")) is None
    assert ResumeTokens().read(token, viewer) is None


def test_the_same_place_reads_differently_each_time() -> None:
    assert len({TOKENS.place(7) for _ in range(100)}) == 100


def test_neighbouring_offsets_share_nothing_to_count_by() -> None:
    places = [TOKENS.place(offset) for offset in range(200)]
    assert len(set(places)) == 200
    differing = [sum(a != b for a, b in zip(x, y, strict=True)) for x, y in
                 itertools.pairwise(places)]  # fmt: skip
    assert min(differing) > 12
