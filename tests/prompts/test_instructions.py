"""The instructions: every tool that exists and no other, of any clinic, and kept by their digest."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from livekit.agents import llm
from livekit.agents.llm.utils import build_legacy_openai_schema

from receptionist import prompts
from receptionist.config import Settings
from receptionist.domain.clinic import Clinic
from receptionist.tools import TOOLS
from receptionist.tools.front_desk import choose_language
from tests.agent.scripted import ScriptedLLM, a_call


@pytest.fixture
def clinic(tmp_path: Path) -> Clinic:
    return Settings.load({}, tmp_path).clinic


def test_they_name_every_tool_and_no_other(clinic: Clinic) -> None:
    named = {name for name in re.findall(r"`(\w+)`", prompts.instructions(clinic)) if "_" in name}
    assert named - {"wrong_number"} == {tool.info.name for tool in TOOLS}


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: str(tool.info.name))
def test_each_tool_tells_the_llm_what_it_does_and_what_each_argument_is(tool: llm.FunctionTool[..., Any]) -> None:
    """As an LLM gets it: every argument is a text, and none is without a word on it."""
    function = build_legacy_openai_schema(tool)["function"]
    assert len(function["description"]) > 20
    assert "Args:" not in function["description"]
    for name, argument in function["parameters"]["properties"].items():
        assert argument["type"] == "string", name
        assert len(argument["description"]) > 5, name


def test_of_the_languages_the_llm_may_choose_those_that_there_are() -> None:
    properties = build_legacy_openai_schema(choose_language)["function"]["parameters"]["properties"]
    assert properties["language"]["enum"] == ["en", "es"]


@pytest.mark.parametrize(
    "rule",
    [
        "You are an automated assistant and say so when asked.",
        "Emergencies come first, at any hour.",
        "never say them, nor an id",
        "Never say whether somebody is a patient.",
        "The name alone never decides.",
        "Never promise coverage",
        "Only say that something was sent when the tool says so.",
        "never cancel in order to move",
    ],
)
def test_what_a_model_must_not_do_stands_in_them(clinic: Clinic, rule: str) -> None:
    assert rule in " ".join(prompts.instructions(clinic).split())


def test_they_know_the_clinic_in_both_languages(clinic: Clinic) -> None:
    text = prompts.instructions(clinic)
    assert "Bright Smile Dental, a dental clinic at 123 Main Street, Suite 200, phone (555) 123-4567." in " ".join(
        text.split()
    )
    assert "You speak English and Spanish." in text
    for treatment in clinic.treatments:
        named = (
            f"{treatment.id} ({treatment.name('en')}, in Spanish {treatment.name('es')}; {treatment.minutes} minutes)"
        )
        assert named in text
    for provider in clinic.providers:
        assert f"{provider.id} ({provider.name}, {provider.role})" in text


def test_no_placeholder_is_left_and_braces_of_a_clinic_stay_what_they_are(clinic: Clinic) -> None:
    assert not re.search(r"[{}]", prompts.instructions(clinic))
    odd = evolve(clinic, name="{Smile} & {0}")
    assert prompts.instructions(odd).startswith("You are the receptionist of {Smile} & {0}, a dental clinic")
    assert prompts.greeting(odd) == "{Smile} & {0}, this is the automated assistant. How can I help?"


def test_the_greeting_says_what_it_is(clinic: Clinic) -> None:
    assert prompts.greeting(clinic) == "Bright Smile Dental, this is the automated assistant. How can I help?"


async def test_each_event_of_a_call_names_the_instructions_it_was_handled_with(tmp_path: Path, clinic: Clinic) -> None:
    expected = prompts.digest(prompts.instructions(clinic))
    assert re.fullmatch("[0-9a-f]{12}", expected)
    assert expected != prompts.digest(prompts.instructions(evolve(clinic, phone="(555) 000-0000")))
    async with a_call(tmp_path, ScriptedLLM()) as stand:
        assert {recorded.metadata.prompt for recorded in await stand.recorded()} == {expected}
