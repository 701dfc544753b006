"""The page of a call: one file that loads nothing, says nothing of anybody, and takes no caller's words for its own."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import click
import pytest
from attrs import evolve

from receptionist.cli.replay_html import write
from receptionist.events.booking import BookingConfirmed
from receptionist.events.call import CallStarted, ToolCalled, ToolReturned, UtteranceHeard
from receptionist.events.personal import ERASED
from receptionist.events.recorded import UnknownEvent
from receptionist.replaying.accounting import account_of
from receptionist.replaying.page import page
from receptionist.replaying.page.writing import _SCRIPTS
from tests.examples import CALL, CODE, PATIENT, PHONE, example
from tests.replaying.accounts import HOSTILE, account, hour_long, of_events, whole_story

_PAGE = Path(__file__).parents[2] / "receptionist" / "replaying" / "page"


class _Parts(HTMLParser):
    """The elements of a page that hold text of their own, and whatever could load something."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[tuple[str, dict[str, str | None], str]] = []
        self.addresses: list[tuple[str, str]] = []
        self.handlers: list[str] = []
        self.policy = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag in {"script", "style"}:
            self.texts.append((tag, values, ""))
        if values.get("http-equiv") == "Content-Security-Policy":
            self.policy = values["content"] or ""
        self.addresses += [(tag, value or "") for name, value in attrs if name in {"src", "href", "action", "srcset"}]
        self.handlers += [name for name, _ in attrs if name.startswith("on") or name == "style"]

    def handle_data(self, data: str) -> None:
        if self.lasttag in {"script", "style"} and self.texts:
            tag, values, text = self.texts[-1]
            self.texts[-1] = (tag, values, text + data)

    def handle_endtag(self, tag: str) -> None:
        self.lasttag = ""


def _parts(text: str) -> _Parts:
    parts = _Parts()
    parts.feed(text)
    parts.close()
    return parts


def _data(text: str) -> Any:
    [found] = [text for _, values, text in _parts(text).texts if values.get("type") == "application/json"]
    return json.loads(found)


def test_it_loads_nothing_and_runs_nothing_but_its_own_script_and_style() -> None:
    """Each is allowed by its hash; there is no address, no handler and no style attribute anywhere."""
    parts = _parts(page(whole_story(), names=True))
    hashes = {
        tag: base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        for tag, values, text in parts.texts
        if values.get("type") != "application/json"
    }
    assert parts.policy == (
        f"default-src 'none'; script-src 'sha256-{hashes['script']}'; style-src 'sha256-{hashes['style']}';"
        " base-uri 'none'; form-action 'none'"
    )
    assert parts.addresses == [("a", "#entries")]
    assert parts.handlers == []


def test_what_a_caller_says_is_never_markup() -> None:
    text = page(whole_story(), names=True)
    [said] = [entry["text"] for entry in _data(text)["entries"] if entry.get("text", "").startswith("</script>")][:1]
    assert said == HOSTILE
    assert "<img" not in text
    assert [tag for tag, _, _ in _parts(text).texts] == ["style", "script", "script"]


def test_half_a_surrogate_pair_and_nul_can_be_written(tmp_path: Path) -> None:
    """An LLM can write half a character; UTF-8 has none."""
    write(account([example(CallStarted), UtteranceHeard(text="a\ud83d\x00b")]), tmp_path / "call.html", names=True)
    [said] = [entry for entry in _data((tmp_path / "call.html").read_text("utf-8"))["entries"] if entry["lane"] == 0]
    assert said["text"] == "a\ud83d\x00b"


@pytest.mark.parametrize("secret", [*PATIENT.split(), "Ольга", "Núñez", PHONE[1:], CODE, "1985", "staff-zoe",
                                    "caller-zoe", "Northwind", "9f2c1e", "Ann"])  # fmt: skip
def test_nothing_personal_is_in_the_file_unless_asked_for(secret: str) -> None:
    """Not hidden by style: not there, in no spelling that the call's events have."""
    story = whole_story()
    masked, whole = (json.dumps(_data(page(story, names=names)), ensure_ascii=False) for names in (False, True))
    assert re.search(rf"\b{re.escape(secret)}\b", whole)
    assert not re.search(rf"\b{re.escape(secret)}\b", masked)


def test_what_tools_were_told_of_anybody_is_hidden_everywhere() -> None:
    """A name that the LLM gave to a tool and that was never booked is known all the same."""
    given = '{"name": "Ada Vane", "phone": "two one two five five five oh one nine nine", "date": "Friday"}'
    story = account(
        [
            example(CallStarted),
            UtteranceHeard(text="It's for ada vane, on two one two five five five oh one nine nine"),
            ToolCalled(tool_call_id="call_1", tool="book_appointment", arguments=given),
            ToolReturned(tool_call_id="call_1", tool="book_appointment", result="Ada Vane: no time.", is_error=False),
        ]
    )
    entries = _data(page(story, names=False))["entries"]
    [heard, called] = [entry for entry in entries if entry["lane"] in {0, 2}]
    assert heard["text"] == "It's for [name], on [phone]"
    assert called["more"] == [
        ["Position", "3"], ["name", "[name]"], ["phone", "[phone]"], ["date", "Friday"],
        ["Result", "[name]: no time."], ["Took", "3.0 s"],
    ]  # fmt: skip


def test_the_page_says_whether_names_are_in_it() -> None:
    story = whole_story()
    assert "Names, telephone numbers, dates of birth and codes are not in this file." in page(story, names=False)
    assert "With names: this page shows who called. Keep it as you keep the log." in page(story, names=True)


def test_what_a_newer_version_wrote_is_hidden_as_a_whole() -> None:
    """Which of its values are somebody's, this version cannot know."""
    happened = of_events([example(CallStarted), example(UtteranceHeard)])
    newer = UnknownEvent(type="call.mood_noted", version=1, data={"mood": "cross", "score": 3})
    account = account_of(CALL, [happened[0], evolve(happened[1], type="call.mood_noted", event=newer)])
    entries = _data(page(account, names=False))["entries"]
    assert entries[-1] == {
        "p": 2, "t": 3.0, "at": "11:05:06", "lane": 3, "title": "call.mood_noted", "bad": True,
        "more": [
            ["Position", "2"], ["Event", "call.mood_noted, version 1"],
            ["Written by", "a newer version of receptionist, which alone can read it"], ["Act of", "caller"],
            ["mood", "[hidden]"], ["score", "3"],
        ],
    }  # fmt: skip


def test_what_was_erased_says_so() -> None:
    booked = example(BookingConfirmed)
    erased = evolve(booked, appointment=evolve(booked.appointment, patient_name=ERASED, code=ERASED))
    entries = _data(page(account([example(CallStarted), erased]), names=False))["entries"]
    confirmed = next(entry for entry in entries if entry["title"] == "Booking confirmed")
    assert ["appointment.patient_name", ERASED] in confirmed["more"]


def test_a_call_that_has_only_begun_can_be_drawn() -> None:
    data = _data(page(account([example(CallStarted)]), names=False))
    assert [entry["title"] for entry in data["entries"]] == ["Call started"]
    assert data["end"] == "not ended, and its process is gone"


def test_times_are_the_clinics_on_both_sides_of_a_clock_change() -> None:
    """2:59 AM EDT and 2:00 AM EST are five minutes apart when the clocks go back."""
    before, after = of_events([example(CallStarted), example(UtteranceHeard)])
    night = before.recorded_at.replace(month=11, day=1, hour=5, minute=58, second=0)
    moved = [evolve(before, recorded_at=night), evolve(after, recorded_at=night.replace(hour=6, minute=2))]
    data = _data(page(account_of(CALL, moved), names=False))
    assert [(entry["at"], entry["t"]) for entry in data["entries"][:2]] == [("01:58:00", 0.0), ("01:02:00", 240.0)]


def test_an_effect_stands_by_its_event_and_an_event_by_its_tool() -> None:
    entries = _data(page(whole_story(), names=False))["entries"]
    causes = {entry["title"]: entries[entry["cause"]]["title"] for entry in entries if "cause" in entry}
    assert causes["booking-confirmation"] in {"Booking confirmed", "Appointment cancelled"}
    assert causes["Call resumed" if "Call resumed" in causes else "Booking begun"] == "request_booking"


def test_a_call_of_an_hour_is_a_file_that_can_be_mailed() -> None:
    """2,000 entries stay far below what a mail may have; the size grows with them and no faster."""
    half, whole = (len(page(hour_long(entries), names=False)) for entries in (1000, 2000))
    assert whole < 1_000_000
    assert whole < 2.2 * half


def test_every_script_is_in_the_page_and_imports_only_what_is() -> None:
    """Inlining drops the imports: what they name has to stand before."""
    assert sorted(_SCRIPTS) == sorted(path.name for path in _PAGE.glob("*.js"))
    for at, name in enumerate(_SCRIPTS):
        imported = re.findall(r'from "\./(.*?)"', (_PAGE / name).read_text(encoding="utf-8"))
        assert set(imported) <= set(_SCRIPTS[:at])


def test_a_file_is_written_whole_for_its_owner_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "call.html"
    file.write_text("before", encoding="utf-8")
    write(account([example(CallStarted)]), file, names=False)
    assert file.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [file]
    assert re.fullmatch(r".*call\.html \(\d+ kB\): names are not in it\n", capsys.readouterr().out)


def test_a_folder_that_is_not_there_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(click.ClickException, match=r"call\.html cannot be written: No such file or directory"):
        write(account([example(CallStarted)]), tmp_path / "nowhere" / "call.html", names=False)
