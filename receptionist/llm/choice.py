"""Which LLM a call is handled with."""

from __future__ import annotations

from typing import Any, Literal

from livekit.agents import llm

from receptionist.domain.clinic import Clinic
from receptionist.errors import SettingError


def make_llm(
    name: Literal["offline", "openai"],
    *,
    clinic: Clinic,
    openai_model: str,
    api_key: str | None,
    base_url: str | None,
) -> llm.LLM[Any]:
    """The LLM called *name*; a real one only when it is asked for.

    Raises:
        SettingError: It needs a key, and there is none.
    """
    if name == "offline":
        from receptionist.llm.offline import OfflineLLM  # noqa: PLC0415 (only what is used is loaded)

        return OfflineLLM(clinic=clinic.name, phone=clinic.phone)
    if not api_key:
        raise SettingError("OPENAI_API_KEY", None, "a key for the OpenAI API, which --llm openai needs")
    from livekit.plugins import openai  # noqa: PLC0415 (only what is used is loaded)

    if base_url:
        return openai.LLM(model=openai_model, api_key=api_key, base_url=base_url)
    return openai.LLM(model=openai_model, api_key=api_key)
