"""`receptionist audit bookings`, `trail`, `access` and `exposure`, as their readers have them."""

from __future__ import annotations

import asyncio
import csv
import io
import re
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from receptionist.auditing.accesses import Access
from receptionist.auditing.roles import login_name
from receptionist.cli.audit_access import together
from receptionist.cli.audit_rows import Column, Row, Writer, guarded
from receptionist.ids import PatientId
from tests.auditing.looking import A_WEEK_ON, in_a_room, zoes_story
from tests.cli.logs import objects
from tests.cli.staff import Counter, counter
from tests.examples import APPOINTMENT, CALL, CODE, PATIENT_ID

KEPT_OUT = ("Zoë", "Quillfeather", "+12125550123", "1985-03-03", "travelling", "please", PATIENT_ID)
REPORTS = (
    ("bookings",),
    ("bookings", "--csv"),
    ("bookings", "--json"),
    ("trail", APPOINTMENT),
    ("trail", APPOINTMENT, "--csv"),
    ("trail", APPOINTMENT, "--json"),
    ("access",),
    ("access", "--csv"),
    ("access", "--json"),
    ("exposure", "--since", "2026-01-01"),
    ("exposure", "--since", "2026-01-01", "--csv"),
    ("exposure", "--since", "2026-01-01", "--json"),
)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Counter:
    """At Zoë's clinic, a week and an hour after her call."""
    monkeypatch.setenv("COLUMNS", "80")
    asyncio.run(zoes_story(tmp_path / ".data" / "receptionist.db"))
    return counter(tmp_path, A_WEEK_ON, monkeypatch, capsys)


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Counter:
    """Where staff were in a call's room."""
    asyncio.run(in_a_room(tmp_path / ".data" / "receptionist.db"))
    return counter(tmp_path, A_WEEK_ON, monkeypatch, capsys)


def as_auditor(desk: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    (desk.folder / "roles.toml").write_text(f'[users]\n"{login_name()}" = "auditor"\n')
    monkeypatch.setenv("RECEPTIONIST_ROLES_FILE", "roles.toml")


def table(desk: Counter, *arguments: str) -> list[dict[str, str]]:
    """What `--csv` gives, as a spreadsheet has it."""
    return list(csv.DictReader(io.StringIO(desk(*arguments, "--csv").out, newline="")))


def test_csv_has_a_row_for_each_act_and_its_lines_end_as_they_must(desk: Counter) -> None:
    out = desk("audit", "bookings", "--csv").out
    assert [(row["outcome"], row["patient"], row["name"]) for row in table(desk, "audit", "bookings")] == [
        ("refused", "", "Zoë Quillfeather"),
        ("booked", PATIENT_ID, "Zoë Quillfeather"),
        ("moved", PATIENT_ID, "Zoë Quillfeather"),
        ("cancelled", PATIENT_ID, "Zoë Quillfeather"),
    ]
    assert out.endswith("\r\n")
    assert "\n" not in out.replace("\r\n", "")
    [booked] = table(desk, "audit", "bookings", "--outcome", "booked")
    assert booked == {
        "position": "11",
        "at": "2026-11-30T16:06:40+00:00",
        "outcome": "booked",
        "call": CALL,
        "actor": "caller",
        "person": "",
        "patient": PATIENT_ID,
        "name": "Zoë Quillfeather",
        "appointment": APPOINTMENT,
        "treatment": "exam",
        "provider": "Dr. Lee",
        "starts_at": "2026-12-02T15:00:00+00:00",
        "who": "a caller on the telephone",
        "asked": "Yes, Wednesday at ten is fine.",
        "understood": "One of the times free instead, Wednesday, December 2nd, 2026 at 10 AM.",
        "decided": "The clinic was open then and Dr. Lee was free, so an exam was booked.",
        "told": "Cut off by the caller after “You are booked, Zoë”.",
        "sent": "confirmation, details, calendar entry and card at 11:06:40 to the caller",
        "acknowledged": "the caller by 11:10:00",
        "time_zone": "America/New_York",
    }


def test_json_has_the_same_and_what_was_sent_as_values(desk: Counter) -> None:
    [booked] = objects(desk("audit", "bookings", "--outcome", "booked", "--json").out)
    assert (booked["kind"], booked["asked"], booked["acknowledged"]) == (
        "booking_act",
        ["Yes, Wednesday at ten is fine."],
        [{"role": "caller", "identity": "sip-zoe", "at": "2026-11-30T16:10:00+00:00"}],
    )
    [sent] = booked["sent"]
    assert (sent["state"], sent["at"]) == ("sent", "2026-11-30T16:06:40+00:00")
    assert sent["receivers"] == [
        {"role": "caller", "acknowledged_by": "2026-11-30T16:10:00+00:00", "resent_at": None},
    ]


def test_a_screen_has_the_whole_of_it_too(desk: Counter) -> None:
    shown = " ".join(re.sub(r"[│┌┐└┘├┤┬┴┼─]", " ", "\n".join(desk.lines("audit", "bookings"))).split())
    for words in ("refused", "booked", "moved", "cancelled", CALL, "at the desk", PATIENT_ID, APPOINTMENT, "#11"):
        assert words in shown
    assert max(map(len, desk.lines("audit", "bookings"))) <= 150


@pytest.mark.parametrize(
    ("options", "outcomes"),
    [
        (("--from", "2026-12-07"), ["moved", "cancelled"]),
        (("--to", "2026-12-06"), ["refused", "booked"]),
        (("--from", "2026-11-30", "--to", "2026-11-30"), ["refused", "booked"]),
        (("--from", "2026-12-08"), []),
        (("--patient", PATIENT_ID), ["booked", "moved", "cancelled"]),
        (("--patient", PATIENT_ID.upper(), "--actor", "robin"), ["moved", "cancelled"]),
        (("--treatment", "cleaning"), []),
    ],
)
def test_acts_are_chosen_by_day_patient_treatment_and_actor(
    options: Sequence[str], outcomes: list[str], desk: Counter
) -> None:
    assert [row["outcome"] for row in table(desk, "audit", "bookings", *options)] == outcomes


def test_where_nothing_fits_a_person_is_told_and_a_program_has_the_names_of_the_columns(desk: Counter) -> None:
    assert desk.lines("audit", "bookings", "--from", "2026-12-08") == [
        "nothing was booked, moved, cancelled or refused that fits"
    ]
    assert desk("audit", "bookings", "--from", "2026-12-08", "--csv").out.startswith("position,at,outcome,")
    assert desk("audit", "bookings", "--from", "2026-12-08", "--json").out == ""


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("bookings", "--csv", "--json"), "--csv and --json exclude each other."),
        (("bookings", "--from", "2026-12-02", "--to", "2026-12-01"), "--to 2026-12-01 is before --from 2026-12-02"),
        (
            ("bookings", "--patient", "Zoë"),
            ("there is no patient Zoë in this log: say a number (p-…), or a pseudonym that an audit of it has"),
        ),
        (
            ("access", "--patient", "p-0nobody"),
            "there is no patient p-0nobody in this log: say a number (p-…), or a pseudonym that an audit of it has",
        ),
        (("access", "--patient", "p-1", "--appointment", "a-1"), "--patient and --appointment exclude each other."),
        (("exposure",), "say --actor, --room or --since: whose exposure is meant?"),
        (
            ("exposure", "--room", "front"),
            "no call is in a room front: of a call that is over, say its id ('receptionist calls' lists them)",
        ),
    ],
)
def test_what_cannot_be_is_told_in_one_line(arguments: Sequence[str], told: str, desk: Counter) -> None:
    assert desk.refused("audit", *arguments) == told


def test_an_appointment_that_is_not_there_is_told_and_where_there_are_some(desk: Counter) -> None:
    assert desk.refused("audit", "trail", "a-nothere").startswith("no appointment a-nothere in ")
    assert desk.refused("audit", "trail", "a-nothere").endswith("; 'receptionist audit bookings' has the ids")


def test_a_trail_is_led_by_how_the_appointment_stands(desk: Counter) -> None:
    first = desk.lines("audit", "trail", "a-0000")[0]
    assert first == (
        f"{APPOINTMENT}  {PATIENT_ID}  Zoë Quillfeather's exam with Dr. Lee, on Tuesday, December 1st, 2026 at 9 AM,"
        " is cancelled. All times are the clinic's (America/New_York)."
    )


def test_a_trail_has_every_step_in_each_form(desk: Counter) -> None:
    kinds = [
        "said", "refused", "said", "booked", "sent", "told", "acknowledged", "moved", "cancelled",
    ]  # fmt: skip
    assert [row["kind"] for row in table(desk, "audit", "trail", APPOINTMENT)] == kinds
    found = objects(desk("audit", "trail", APPOINTMENT, "--json").out)
    assert [each["step"] for each in found] == kinds
    assert found[-1] | {"what": ""} == {
        "kind": "step",
        "step": "cancelled",
        "position": 15,
        "at": "2026-12-07T16:06:00+00:00",
        "actor": "staff",
        "person": "Robin",
        "call": None,
        "what": "",
        "appointment": APPOINTMENT,
        "patient": PATIENT_ID,
        "time_zone": "America/New_York",
    }


def test_an_appointment_is_named_by_its_code_or_a_line_of_the_diary_too(desk: Counter) -> None:
    whole = desk.lines("audit", "trail", APPOINTMENT, "--csv")
    assert desk.lines("audit", "trail", f"09:00-09:30  Zoë  exam  {APPOINTMENT}", "--csv") == whole
    assert desk.lines("audit", "trail", f"{CODE[:3]}-{CODE[3:].lower()}", "--csv") == whole


def test_access_lists_looks_as_they_were_recorded(desk: Counter) -> None:
    desk.lines("diary", "--week", "2026-12-01", "--as", "Ana")
    desk.lines("audit", "bookings", "--csv", "--reason", "a complaint")
    rows = table(desk, "audit", "access")
    assert [(row["kind"], row["who"], row["what"], row["why"]) for row in rows] == [
        ("in_room", "sip-zoe", f"in the room of call {CALL}", ""),
        ("acted", "Robin", "moved an appointment", ""),
        ("acted", "Robin", "cancelled an appointment", ""),
        ("looked", "Robin", "audit bookings --csv", "a complaint"),
    ]
    assert rows[-1]["patients"] == PATIENT_ID


def test_what_one_asks_now_is_no_part_of_the_answer_but_of_the_next(desk: Counter) -> None:
    first = table(desk, "audit", "access", "--actor", "robin")
    second = table(desk, "audit", "access", "--actor", "robin")
    assert [row["what"] for row in first] == ["moved an appointment", "cancelled an appointment"]
    assert [row["what"] for row in second[len(first) :]] == ["audit access --actor --csv"]


def test_the_room_that_a_patients_data_was_sent_to_is_listed_by_identity(room: Counter) -> None:
    rows = table(room, "audit", "access", "--patient", PATIENT_ID)
    assert [(row["who"], row["role"]) for row in rows] == [
        ("caller-zoe", "caller"), ("staff-ben", "staff"), ("staff-sam", "staff"),
    ]  # fmt: skip
    assert [row["who"] for row in table(room, "audit", "access", "--actor", "ben")] == ["staff-ben"]


def test_the_exposure_of_a_login_a_room_and_a_time(room: Counter) -> None:
    for which in (("--actor", "staff-ben"), ("--room", CALL), ("--since", "2026-11-30")):
        [row] = table(room, "audit", "exposure", *which)
        assert (row["patient"], row["name"]) == (PATIENT_ID, "")
    assert table(room, "audit", "exposure", "--since", "2026-12-01") == []


def test_letters_to_those_affected_need_their_names(room: Counter) -> None:
    [row] = table(room, "audit", "exposure", "--actor", "staff-sam", "--names")
    assert (row["name"], row["shown"], row["times"]) == ("Zoë Quillfeather", "name appointment code", "1")


def test_an_exposure_ends_with_how_many_there_are(room: Counter) -> None:
    assert room.lines("audit", "exposure", "--room", CALL)[-1] == "1 patient; looks, acts, rooms and sendings: 3"
    assert objects(room("audit", "exposure", "--room", CALL, "--json").out)[-1] == {
        "kind": "exposure", "patients": 1, "accesses": 3, "unknown": [],
    }  # fmt: skip


@pytest.mark.parametrize("report", REPORTS, ids=" ".join)
def test_an_auditor_reads_each_report_and_no_name_number_or_word(
    report: Sequence[str], desk: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_auditor(desk, monkeypatch)
    out = desk("audit", *report, "--reason", "case 12").out
    assert out
    assert [words for words in KEPT_OUT if words in out] == []


@pytest.mark.parametrize("report", REPORTS, ids=" ".join)
def test_to_an_auditor_it_is_the_same_where_there_are_no_keys(
    report: Sequence[str], desk: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file of keys may be anywhere: it is not looked for."""
    as_auditor(desk, monkeypatch)
    for each in desk.folder.glob(".data/receptionist.db.*"):
        each.unlink()
    result = desk("audit", *report, "--reason", "case 12")
    assert (result.status, result.err) == (0, "")
    assert result.out


def test_an_auditor_goes_by_pseudonym_from_one_report_to_the_other(
    desk: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_auditor(desk, monkeypatch)
    why = ("--reason", "case 12")
    *_, row = table(desk, "audit", "bookings", *why)
    patient = row["patient"]
    assert re.fullmatch(r"Patient [0-9A-Z]{4}-[0-9A-Z]{4}", patient)
    assert len(table(desk, "audit", "bookings", "--patient", patient, *why)) == 3
    assert {each["patients"] for each in table(desk, "audit", "access", "--patient", patient, *why)} == {patient}


def test_names_are_not_for_an_auditor(room: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    as_auditor(room, monkeypatch)
    assert room.refused("audit", "exposure", "--actor", "ben", "--names", "--reason", "x") == (
        "an auditor sees pseudonyms, no names: leave --names out"
    )


@pytest.mark.parametrize("cell", ["=1+1", "+1212", "-3", "@SUM(A1)", "\t=1", "\r=1", "\uff1d1+1", "\uff20x"])
def test_a_spreadsheet_takes_no_cell_for_a_formula(cell: str) -> None:
    assert guarded(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["Zoë", "1=1", "", "p-0000000000ex", 7])
def test_other_cells_are_as_they_are(cell: str | int) -> None:
    assert guarded(cell) == cell


def test_quotes_commas_and_lines_stay_in_their_cell(capsys: pytest.CaptureFixture[str]) -> None:
    """RFC 4180, section 2."""
    cell = 'She said "nine",\nthen ten'
    writer = Writer(form="csv", columns=[Column(title="What", share=1)], names=["what", "more"])
    writer.write([Row(cells=[cell], values={"what": cell, "more": None}, whole={})])
    assert capsys.readouterr().out == 'what,more\r\n"She said ""nine"",\nthen ten",\r\n'


def test_nothing_moves_the_cursor_of_a_screen(capsys: pytest.CaptureFixture[str]) -> None:
    writer = Writer(form="table", columns=[Column(title="What", share=1)], names=["what"])
    writer.write([Row(cells=["Bo\x1b[2J\nnext"], values={}, whole={})])
    assert "\x1b" not in capsys.readouterr().out


def test_what_an_auditor_reads_of_others_looks_has_no_number_either(
    desk: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The options of a command have numbers in them."""
    desk.lines("audit", "access", "--patient", PATIENT_ID)
    as_auditor(desk, monkeypatch)
    out = desk("audit", "access", "--csv", "--reason", "case 12").out
    assert "audit access --patient=Patient " in out
    assert PATIENT_ID not in out


async def _pages(*pages: Access) -> AsyncIterator[Access]:
    for page in pages:
        yield page


async def test_a_long_report_is_one_row_on_a_screen_and_of_so_many_patients() -> None:
    def page(report: str, *patients: str, shown: tuple[str, ...] = ("name",)) -> Access:
        of = tuple(PatientId(each) for each in patients)
        return Access(kind="looked", position=1, at=A_WEEK_ON, who="Ana", report=report, patients=of, shown=shown)

    pages = [
        page("one", "p-1", "p-2"),
        page("one", "p-2", "p-3", shown=("phone",)),
        page("two", "p-1"),
        page("", "p-1"),
    ]
    merged = [each async for each in together(_pages(*pages, page("")), merge=True)]
    assert [(access.report, access.shown, count) for access, count in merged] == [
        ("one", ("name", "phone"), 3), ("two", ("name",), 1), ("", ("name",), 1), ("", ("name",), 0),
    ]  # fmt: skip
    assert [count async for _, count in together(_pages(*pages), merge=False)] == [2, 2, 1, 1]


def test_calls_are_recorded_with_whom_they_booked(room: Counter) -> None:
    room.lines("calls")
    [row] = [row for row in table(room, "audit", "access") if row["kind"] == "looked"]
    assert (row["what"], row["shown"], row["patients"], row["calls"]) == (
        "calls", "first_name appointment", PATIENT_ID, CALL,
    )  # fmt: skip
