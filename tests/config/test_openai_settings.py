"""The OpenAI variables: secrets that are never shown, and other programs' too."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest

from receptionist.config import Settings
from tests.config.environments import SECRET, refusal, usual


@pytest.mark.parametrize(
    "environ",
    [
        {"OPENAI_API_KEY": SECRET, "OPENAI_BASE_URL": f"https://user:{SECRET}@host/v1"},
        {"OPENAI_API_KEY": SECRET, "OPENAI_BASE_URL": SECRET},
        {"OPENAI_API_KEY": SECRET, "RECEPTIONIST_LLM": "openai"},
    ],
)
def test_secrets_do_not_show(environ: dict[str, str], tmp_path: Path) -> None:
    settings = Settings.load(environ, tmp_path)
    assert settings.openai_api_key == SECRET
    assert SECRET not in repr(settings)


@pytest.mark.parametrize(
    ("environ", "message"),
    [
        (
            {"RECEPTIONIST_OPENAI_API_KEY": SECRET},
            (
                "setting RECEPTIONIST_OPENAI_API_KEY is not known; accepted: the names in docs/settings.md; "
                "the nearest is OPENAI_API_KEY"
            ),
        ),
        (
            {"RECEPTIONIST_LLM": "openai", "OPENAI_API_KEY": f"{SECRET}\n"},
            "setting OPENAI_API_KEY is not shown here; accepted: printable ASCII without spaces or line ends",
        ),
        (
            {"RECEPTIONIST_LLM": "openai", "OPENAI_API_KEY": "sk", "OPENAI_BASE_URL": SECRET},
            "setting OPENAI_BASE_URL is not shown here; accepted: an address, as https://api.openai.com/v1",
        ),
    ],
)
def test_a_mistake_with_a_secret_does_not_show_it(environ: dict[str, str], message: str, tmp_path: Path) -> None:
    assert refusal(environ, tmp_path) == message


def test_openai_variables_are_checked_only_when_openai_is_asked_for(tmp_path: Path) -> None:
    """They belong to other programs too; a call that needs no key is not stopped by a bad one."""
    environ = {"OPENAI_API_KEY": "two words", "OPENAI_BASE_URL": "nowhere"}
    assert Settings.load(environ, tmp_path).openai_api_key == "two words"


def test_openai_without_a_key_is_no_mistake_yet(tmp_path: Path) -> None:
    """Looking at a log needs no key; a call that does is refused where its LLM is made."""
    assert Settings.load({"RECEPTIONIST_LLM": "openai"}, tmp_path) == attrs.evolve(usual(tmp_path), llm="openai")


@pytest.mark.parametrize("address", ["https://host", "http://127.0.0.1:9/v1", "https://user:word@host:443/v1?a=b"])
def test_an_address_is_http_with_a_host(address: str, tmp_path: Path) -> None:
    environ = {"RECEPTIONIST_LLM": "openai", "OPENAI_BASE_URL": address}
    assert Settings.load(environ, tmp_path).openai_base_url == address


@pytest.mark.parametrize(
    "address", ["host", "host:80", "ftp://host", "http://", "http://[", "http://host:port", "http://a b", "http:///v1"]
)
def test_anything_else_is_no_address(address: str, tmp_path: Path) -> None:
    message = "setting OPENAI_BASE_URL is not shown here; accepted: an address, as https://api.openai.com/v1"
    assert refusal({"RECEPTIONIST_LLM": "openai", "OPENAI_BASE_URL": address}, tmp_path) == message
