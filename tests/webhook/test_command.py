"""`receptionist webhook`: what stands where, sending by hand, sending again, and looking before one sends."""

from __future__ import annotations

import json
import socket
from datetime import timedelta
from pathlib import Path

import pytest

from receptionist.cli.main import main
from receptionist.events.access import AccessRecorded
from receptionist.events.clinic import OutcomeDisclosed, OutcomeOwedAgain
from receptionist.ids import CallId
from receptionist.publishers.webhook.signing import read_secret
from tests.cli.logs import Told, alter, objects, write
from tests.cli.staff import Counter, counter
from tests.examples import NOW, PATIENT, PATIENT_ID
from tests.webhook.outcomes import FIRST, SECOND, WHOLE

ZEROS = f"whsec_{32 * 'A'}"
THIRD = CallId("c-third")
NOT_SET = "RECEPTIONIST_WEBHOOK_URL is not set: nothing is sent (docs/webhook.md)"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Counter:
    """A log with a webhook and two calls that have ended; a third goes on."""
    path = tmp_path / ".data" / "receptionist.db"
    write(path)
    alter(path, "INSERT INTO webhook (one, host, since) VALUES (1, 'practice.example', 0)")
    write(path, Told(call=FIRST, events=WHOLE), Told(call=SECOND, events=WHOLE), Told(call=THIRD, events=WHOLE[:-1]))
    return counter(tmp_path, NOW, monkeypatch, capsys)


@pytest.fixture
def nobody(monkeypatch: pytest.MonkeyPatch) -> str:
    """A webhook that is set, at a port of this machine where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{taken.getsockname()[1]}"
    monkeypatch.setenv("RECEPTIONIST_WEBHOOK_URL", f"http://{host}/do-not-show")
    monkeypatch.setenv("RECEPTIONIST_WEBHOOK_SECRET", ZEROS)
    return host


def path_of(desk: Counter) -> Path:
    return desk.folder / ".data" / "receptionist.db"


def test_what_is_owed_and_parked_is_listed_with_its_reason(desk: Counter, nobody: str) -> None:
    later = (NOW + timedelta(minutes=2)).timestamp()
    alter(
        path_of(desk),
        "UPDATE outcomes SET state = 'parked', attempts = 1, last_error = 'HTTP 422' WHERE call = 'c-first'",
        f"UPDATE outcomes SET attempts = 3, last_error = 'HTTP 500', next_attempt_at = {later}"  # noqa: S608 (a number)
        " WHERE call = 'c-second'",
        f"UPDATE webhook SET not_before = {later}",  # noqa: S608 (a number)
    )
    assert desk.lines("webhook") == [
        "c-first  parked, tried 1 time: HTTP 422",
        "c-second  owed, tried 3 times, next at 2026-11-30 11:07:00: HTTP 500",
        "0 sent, 1 owed, 1 parked, 0 void",
        f"to {nobody}, since event 0; of the patients: ids and times only",
        "it has asked for time: nothing is sent before 2026-11-30 11:07:00",
    ]


def test_what_is_settled_is_listed_when_asked_for_and_as_json(desk: Counter) -> None:
    alter(
        path_of(desk),
        "UPDATE outcomes SET state = 'sent', attempts = 1, settled_at = '2026-11-30T16:08:00.000000+00:00',"
        " disclosed = 'practice.example name' WHERE call = 'c-first'",
    )
    owed = {
        "kind": "outcome",
        "call": "c-second",
        "position": 6,
        "id": "c-second-6",
        "state": "owed",
        "attempts": 0,
        "next_attempt_at": "1970-01-01T00:00:00+00:00",
        "settled_at": None,
        "last_error": None,
        "disclosed": None,
    }
    sent = {
        **owed,
        "call": "c-first",
        "position": 3,
        "id": "c-first-3",
        "state": "sent",
        "attempts": 1,
        "next_attempt_at": None,
        "settled_at": "2026-11-30T16:08:00.000000+00:00",
        "disclosed": "practice.example name",
    }
    assert objects(desk("webhook", "--json").out) == [owed]
    assert objects(desk("webhook", "--all", "--json").out) == [sent, owed]
    assert desk.lines("webhook", "--all")[0] == "c-first  sent, tried 1 time"


def test_what_is_owed_with_no_address_set_is_told(desk: Counter) -> None:
    assert desk.lines("webhook")[-1] == f"calls owe what comes of them since event 0, and {NOT_SET}"


def test_a_log_that_owes_nothing_says_how_it_would(desk: Counter) -> None:
    assert desk.lines("webhook", "off") == ["calls owe nothing more; 2 are still owed"]
    assert desk.lines("webhook", "off") == ["it was off already"]
    turned_on = "a worker with RECEPTIONIST_WEBHOOK_URL set turns it on when it starts"
    assert desk.lines("webhook")[-1] == f"calls in this log owe nothing: {turned_on}"


def test_sending_with_nobody_there_is_told_and_is_the_exit_status(desk: Counter, nobody: str) -> None:
    result = desk("webhook", "send")
    # The second is about the same appointment, and waits for the first.
    assert result.out.splitlines() == [
        "c-first  owed: no connection (Connection refused)",
        "1 tried, 2 still owed",
    ]
    assert result.status == 1
    disclosed = [each.event for each in desk.events() if isinstance(each.event, OutcomeDisclosed)]
    assert disclosed == [OutcomeDisclosed(of=FIRST, to=nobody, fields=(), patients=(PATIENT_ID,))]


def test_sending_is_refused_where_no_address_is_set(desk: Counter) -> None:
    assert desk.refused("webhook", "send") == NOT_SET
    assert desk.refused("webhook", "test") == NOT_SET


def test_who_has_no_business_at_the_desk_sends_nothing(
    desk: Counter, nobody: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An auditor could send it all to an address of their own."""
    monkeypatch.setenv("RECEPTIONIST_ROLE", "auditor")
    for command in (("send",), ("resend", "c-first"), ("preview", "c-first")):
        assert "an auditor" in desk.refused("webhook", *command)
    assert [each["attempts"] for each in objects(desk("webhook", "--json").out)] == [0, 0]


def test_a_test_message_that_nobody_takes_is_told(desk: Counter, nobody: str) -> None:
    result = desk("webhook", "test")
    assert result.out == f"{nobody} did not take it: no connection (Connection refused)\n"
    assert result.status == 1


def test_one_is_sent_again_in_somebodys_name(desk: Counter) -> None:
    alter(path_of(desk), "UPDATE outcomes SET state = 'sent'")
    assert desk.lines("webhook", "resend", "c-fi", "--as", "Robin") == [
        "what came of call c-first is owed again",
        NOT_SET,
    ]
    last = desk.events()[-1]
    assert (last.event, last.metadata.person, last.metadata.call) == (OutcomeOwedAgain(of=FIRST), "Robin", None)
    assert desk.lines("webhook", "resend", "c-first") == [
        "what came of call c-first is owed already, and due now",
        NOT_SET,
    ]
    assert [each["call"] for each in objects(desk("webhook", "--json").out)] == [FIRST]


def test_all_that_is_parked_is_sent_again(desk: Counter) -> None:
    assert desk.lines("webhook", "resend", "--all-parked") == ["nothing is parked"]
    alter(path_of(desk), "UPDATE outcomes SET state = 'parked'")
    assert desk.lines("webhook", "resend", "--all-parked")[:2] == [
        "what came of call c-first is owed again",
        "what came of call c-second is owed again",
    ]


def test_resending_wants_one_call_or_all(desk: Counter) -> None:
    assert desk.refused("webhook", "resend") == "say one CALL, or --all-parked."
    assert desk.refused("webhook", "resend", "c-first", "--all-parked") == "say one CALL, or --all-parked."
    assert desk.refused("webhook", "resend", "c-nobody").startswith("no call c-nobody in ")


def test_of_a_call_that_goes_on_there_is_nothing_to_send(desk: Counter) -> None:
    why = "call c-third has not ended; what comes of it is sent when it has"
    assert desk.refused("webhook", "resend", "c-third") == why
    assert desk.refused("webhook", "preview", "c-third") == why


def test_before_it_is_sent_one_can_look_at_it(desk: Counter, nobody: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (line,) = desk.lines("webhook", "preview", "c-first")
    assert json.loads(line)["data"]["appointments"][0]["patient"] == {"id": PATIENT_ID}
    monkeypatch.setenv("RECEPTIONIST_WEBHOOK_FIELDS", "name")
    (line,) = desk.lines("webhook", "preview", "c-first")
    assert json.loads(line)["data"]["appointments"][0]["patient"] == {"id": PATIENT_ID, "name": PATIENT}
    looks = [each.event for each in desk.events() if isinstance(each.event, AccessRecorded)]
    assert [(each.command, each.shown, each.calls, each.patients) for each in looks] == [
        ("webhook preview", ("appointment",), (FIRST,), (PATIENT_ID,)),
        ("webhook preview", ("appointment", "name"), (FIRST,), (PATIENT_ID,)),
    ]


def test_a_secret_can_be_used(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["webhook", "secret"])
    assert read_secret(capsys.readouterr().out.strip()) is not None


def test_options_come_after_the_command(desk: Counter) -> None:
    told = "'webhook' alone prints; options for 'send' come after it."
    assert desk.refused("webhook", "--all", "send") == told
