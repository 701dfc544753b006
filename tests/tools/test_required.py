"""A machine that cannot have a livekit-server skips the live tests and says why; CI does not let them be skipped."""

from __future__ import annotations

import pytest

from tests.live.conftest import do_without
from tools.livekit_server import NoServerError

REASON = NoServerError("there is no Go")


@pytest.mark.parametrize("required", ["", "postgresql", "livekit-cloud"])
def test_without_a_server_the_live_tests_are_skipped_with_the_reason(required: str) -> None:
    assert outcome(required) == (pytest.skip.Exception, "there is no Go")


@pytest.mark.parametrize("required", ["livekit", "browser,livekit", "browser livekit"])
def test_where_it_is_required_they_fail(required: str) -> None:
    assert outcome(required) == (pytest.fail.Exception, "RECEPTIONIST_REQUIRE has livekit, but there is no Go")


def outcome(required: str) -> tuple[type[BaseException], str]:
    """What became of the test: a skip that nobody catches would skip this test too."""
    with pytest.raises((pytest.skip.Exception, pytest.fail.Exception)) as caught:
        do_without(REASON, required)
    return caught.type, str(caught.value)
