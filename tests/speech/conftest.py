"""Every test here runs without a network and in an environment that tempts LiveKit to use one."""

from __future__ import annotations

import pytest

from tests.speech.speaking import TEMPTING, Dialled, cut_off


@pytest.fixture(autouse=True)
def dialled(monkeypatch: pytest.MonkeyPatch) -> Dialled:
    for name, value in TEMPTING.items():
        monkeypatch.setenv(name, value)
    for name in ("LIVEKIT_INFERENCE_URL", "LIVEKIT_INFERENCE_API_KEY", "LIVEKIT_INFERENCE_API_SECRET"):
        monkeypatch.delenv(name, raising=False)
    return cut_off(monkeypatch)
