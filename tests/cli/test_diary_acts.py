"""`receptionist diary book`, `move`, `cancel`, `arrived`, `no-show`, `block`, `unblock`, `close`, `reopen`."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import get_args

import pytest

from receptionist.cli.staff_acts import UNCLEAR, WHY_NOT
from receptionist.events.booking import PatientArrived, Question, RefusalReason
from receptionist.events.patient import PatientRegistered
from tests.cli.staff import Counter, counter, one_id, plain_ids
from tests.domain.specification import at

WEDNESDAY = at("2026-11-18 10:05")
TUESDAY = "2026-11-24"
A_TIME = "a day, or a day and a time, as 2026-11-24, '2026-11-24 14:00' or 'tomorrow at 2 PM'"
SKIPPED = "a time that the clocks show that day: they are put forward over this one"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Counter:
    return counter(tmp_path, WEDNESDAY, monkeypatch, capsys)


def test_a_booking_says_what_was_booked_and_the_code_for_the_patient(desk: Counter) -> None:
    lines = desk.lines("diary", "book", "--name", "Zoë Quillfeather", "--date", TUESDAY, "--time", "14:00")
    assert plain_ids(lines) == [
        "booked: a-…  2026-11-24 14:00-14:30, Zoë, exam, Dr. Lee, Chair 1",
        "  confirmation code CODE: whoever says it may move or cancel this appointment",
    ]


@pytest.mark.parametrize(
    ("date", "time"), [("tomorrow", "2 PM"), ("Nov 19", "14:00"), ("2026-11-19", "half past one"), ("friday", "13:30")]
)
def test_days_and_times_are_understood_in_words(desk: Counter, date: str, time: str) -> None:
    assert desk.lines("diary", "book", "--name", "Bo", "--date", date, "--time", time)[0].startswith("booked: a-")


def test_every_act_is_an_event_with_its_actor_and_person_and_no_call(desk: Counter) -> None:
    which = desk.book("Zoë Quillfeather", TUESDAY, "14:00", "--as", "Sam")
    desk.lines("diary", "cancel", which)
    events = desk.events()
    assert {(each.metadata.actor, each.metadata.call) for each in events} == {("staff", None)}
    assert [each.metadata.person for each in events] == ["Sam"] * (len(events) - 1) + ["Robin"]
    assert [each.type for each in events][-2:] == ["booking.confirmed", "appointment.cancelled"]


def test_whose_act_it_is_falls_back_on_the_login(desk: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RECEPTIONIST_STAFF")
    monkeypatch.setenv("LOGNAME", "frontdesk")
    desk.lines("diary", "close", TUESDAY, "--reason", "boiler")
    assert [each.metadata.person for each in desk.events()] == ["frontdesk"]


def test_a_name_that_cannot_stand_in_the_log_is_refused(desk: Counter) -> None:
    assert desk.refused("diary", "close", TUESDAY, "--reason", "x", "--as", " ") == (
        "setting --as is ' '; accepted: a name of 1 to 60 letters on one line"
    )


def test_the_same_again_changes_nothing(desk: Counter) -> None:
    desk.book("Zoë Quillfeather", TUESDAY, "14:00")
    before = len(desk.events())
    lines = desk.lines("diary", "book", "--name", "zoë quillfeather", "--date", TUESDAY, "--time", "14:00")
    assert (lines, len(desk.events())) == (["nothing to do: it is so already"], before)


def test_a_patient_who_is_known_by_phone_and_birth_date_stays_the_same_patient(desk: Counter) -> None:
    who = ("--phone", "(212) 555-0123", "--birth-date", "March 3rd 1985")
    desk.book("Zoë Quillfeather", TUESDAY, "14:00", *who)
    desk.book("Zoë Quillfeather", "2026-12-01", "14:00", *who)
    desk.book("Max Quillfeather", "2026-12-02", "14:00", *who)
    names = [each.event.name for each in desk.events() if isinstance(each.event, PatientRegistered)]
    assert names == ["Zoë Quillfeather", "Max Quillfeather"]


def test_a_refusal_says_why_and_what_is_free_instead(desk: Counter) -> None:
    desk.book("Zoë Quillfeather", TUESDAY, "14:00")
    told = desk.refused("diary", "book", "--name", "Bo", "--date", TUESDAY, "--time", "14:00", "--provider", "Dr. Lee")
    assert told == (
        "that time is taken, blocked, or held for emergencies (--urgent takes those); free are"
        " 2026-11-24 13:00 Dr. Lee, 2026-11-24 13:30 Dr. Lee, 2026-11-24 14:30 Dr. Lee"
    )


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--date", "next Friday", "--time", "9"),
         "it is not clear which day is meant: 2026-11-20 09:00 or 2026-11-27 09:00"),
        (("--date", "Blursday", "--time", "9"), "it is not clear which day is meant"),
        (("--date", TUESDAY, "--time", "9", "--treatment", "wig"), "it is not clear which treatment is meant: "),
        (("--date", TUESDAY, "--time", "9", "--provider", "House"), "it is not clear who is meant: lee or patel"),
        (("--date", TUESDAY, "--time", "9", "--phone", "12"), "it is not clear which --phone is meant"),
        (("--date", TUESDAY, "--time", "9", "--birth-date", "soon"), "it is not clear which --birth-date is meant"),
        (("--date", "2026-11-26", "--time", "9:00"), "the clinic is closed that day; free are 2026-11-2"),
        (("--date", "2026-11-17", "--time", "9:00"), "that time is past; free are 2026-11-18 "),
        (("--date", TUESDAY, "--time", "9:10"), "no such appointment can begin then; free are 2026-11-24 08:30 "),
        (("--date", TUESDAY, "--time", "9:00", "--treatment", "crown-prep", "--new"),
         "new patients cannot be booked for that treatment; nothing near it is free"),
        (("--date", TUESDAY), "Say --date and --time, or --walk-in."),
        (("--time", "9:00"), "Say --date and --time, or --walk-in."),
        (("--walk-in", "--date", TUESDAY), "--walk-in is today; it goes without --date."),
    ],
)  # fmt: skip
def test_what_cannot_be_booked_says_why(desk: Counter, arguments: tuple[str, ...], told: str) -> None:
    assert desk.refused("diary", "book", "--name", "Bo Reed", *arguments).startswith(told)


def test_a_walk_in_gets_the_first_time_there_is_and_has_arrived(desk: Counter) -> None:
    """At 10:05 that is 10:30."""
    lines = desk.lines("diary", "book", "--name", "Ann Lee", "--walk-in")
    assert plain_ids(lines) == [
        "booked: a-…  2026-11-18 10:30-11:00, Ann, exam, Dr. Lee, Chair 1",
        "  confirmation code CODE: whoever says it may move or cancel this appointment",
        "arrived: a-…  2026-11-18 10:30-11:00, Ann, exam, Dr. Lee, Chair 1",
    ]
    assert isinstance(desk.events()[-1].event, PatientArrived)


def test_a_walk_in_may_have_the_time_that_is_held_for_emergencies(desk: Counter) -> None:
    """Dr. Patel's 11:00, until half past nine."""
    desk.now = at("2026-11-18 08:35")
    at_eleven = ("--time", "11:00", "--provider", "patel")
    assert desk.refused("diary", "book", "--name", "Di Reed", "--date", "today", *at_eleven).startswith(
        "that time is taken"
    )
    [line, *_] = desk.lines("diary", "book", "--name", "Di Reed", "--walk-in", *at_eleven)
    assert plain_ids([line]) == ["booked: a-…  2026-11-18 11:00-11:30, Di, exam, Dr. Patel, Chair 1"]


def test_what_a_walk_in_took_the_agent_cannot_sell(desk: Counter) -> None:
    desk.lines("diary", "book", "--name", "Ann Lee", "--walk-in", "--time", "14:00", "--provider", "lee")
    told = desk.refused("diary", "book", "--name", "Bo", "--date", "today", "--time", "14:00", "--provider", "lee")
    assert told.startswith("that time is taken")


def test_when_nobody_is_there_any_more_a_walk_in_is_told_so(desk: Counter) -> None:
    desk.now = at("2026-11-18 20:00")
    assert desk.refused("diary", "book", "--name", "Ann Lee", "--walk-in") == (
        "nothing is free today for exam; 'diary book --date …' books later"
    )


def test_an_appointment_is_moved_by_the_beginning_of_its_id_and_stays_with_whom_it_was(desk: Counter) -> None:
    which = desk.book("Zoë Quillfeather", TUESDAY, "14:00", "--provider", "patel")
    for short in (which[:6], which[2:6], which.upper()):
        time = {6: "9:30", 4: "10:00"}.get(len(short), "10:30")
        [line] = desk.lines("diary", "move", short, "--date", "2026-11-25", "--time", time)
        assert line.startswith(f"moved: {which}  2026-11-25 {time.zfill(5)}-")
        assert "Dr. Patel" in line


def test_a_move_that_cannot_be_leaves_the_appointment_where_it_is(desk: Counter) -> None:
    which = desk.book("Zoë Quillfeather", TUESDAY, "14:00")
    assert desk.refused("diary", "move", which, "--date", "2026-11-26", "--time", "9:00").startswith(
        "the clinic is closed that day; free are "
    )
    assert f"14:00-14:30  Zoë                   exam                  Chair 1   {which}" in " ".join(
        desk.lines("diary", "--day", TUESDAY)
    )


def test_an_appointment_is_cancelled_once(desk: Counter) -> None:
    which = desk.book("Zoë Quillfeather", TUESDAY, "14:00")
    assert desk.lines("diary", "cancel", which, "--reason", "moved away") == [
        f"cancelled: {which}  2026-11-24 14:00-14:30, Zoë, exam, Dr. Lee, Chair 1"
    ]
    assert desk.refused("diary", "cancel", which) == f"there is no appointment {which}; see 'receptionist diary'"


@pytest.mark.parametrize("command", ["cancel", "arrived", "no-show"])
@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("a-zzzz", "there is no appointment a-zzzz; see 'receptionist diary'"),
        ("a-", "'a-' is no id; one begins with a-"),
        ("", "'' is no id; one begins with a-"),
        ("a-%_*\x1b", "there is no appointment a-%_*�; see 'receptionist diary'"),
    ],
)
def test_an_id_that_means_nothing_is_told(desk: Counter, command: str, given: str, told: str) -> None:
    desk.book("Zoë Quillfeather", TUESDAY, "14:00")
    assert desk.refused("diary", command, given) == told


def test_an_id_that_is_shortened_too_far_names_what_it_could_be(desk: Counter) -> None:
    """Ids begin with one of 32 letters, so two of a few begin alike before long."""
    times = ("9:00", "9:30", "10:00", "10:30", "13:00", "14:00", "14:30", "16:00")
    ids = list[str]()
    while len({each[:3] for each in ids}) == len(ids):
        ids.append(
            desk.book(f"Patient {chr(ord('A') + len(ids))}", f"2026-12-{7 + len(ids) // 8:02}", times[len(ids) % 8])
        )
    start = ids[-1][:3]
    both = sorted(each for each in ids if each.startswith(start))
    assert desk.refused("diary", "cancel", start) == f"{start} could be {' or '.join(both)}; give more of the id"


def test_who_came_and_who_did_not_is_in_the_diary(desk: Counter) -> None:
    came, did_not = desk.book("Ann Lee", TUESDAY, "9:00"), desk.book("Bo Reed", TUESDAY, "9:30")
    assert desk.refused("diary", "no-show", did_not) == (
        f"the appointment {did_not} is still ahead; it can be moved or cancelled"
    )
    desk.now = at(f"{TUESDAY} 09:40")
    assert desk.lines("diary", "arrived", came) == [
        f"arrived: {came}  2026-11-24 09:00-09:30, Ann, exam, Dr. Lee, Chair 1"
    ]
    assert desk.lines("diary", "no-show", did_not)[0].startswith(f"did not come (1): {did_not}  ")
    assert desk.lines("diary", "no-show", did_not) == ["nothing to do: it is so already"]
    shown = [line.split()[-2:] for line in desk.lines("diary", "--day", TUESDAY) if " a-" in line]
    assert shown == [[came, "arrived"], ["not", "come"]]


def test_who_does_not_come_again_goes_to_the_inbox(desk: Counter) -> None:
    who = ("--phone", "(212) 555-0123", "--birth-date", "March 3rd 1985")
    visits = [desk.book("Ann Lee", day, "9:00", *who) for day in (TUESDAY, "2026-12-01")]
    desk.now = at("2026-12-01 09:20")
    first, second = (desk.lines("diary", "no-show", each) for each in visits)
    assert (len(first), second[0].split(":")[0]) == (1, "did not come (2)")
    assert plain_ids(second[1:]) == ["  in the inbox, t-…: Ann Lee: Decide whether they may book by phone."]
    assert "+12125550123" in desk.lines("inbox")[0]


def test_a_block_keeps_time_from_being_booked_and_its_patients_are_to_be_called(desk: Counter) -> None:
    which = desk.book("Zoë Quillfeather", TUESDAY, "14:00", "--phone", "(212) 555-0123")
    lines = desk.lines(
        "diary", "block", "dr. lee", "--from", f"{TUESDAY} 13:00", "--to", f"{TUESDAY} 15:00", "--reason", "ill"
    )
    assert plain_ids(lines) == [
        "blocked: k-…  lee, 2026-11-24 13:00 to 2026-11-24 15:00",
        "  in the inbox, t-…: Zoë Quillfeather: Call and move the appointment of 2026-11-24 14:00 with Dr. Lee.",
    ]
    assert which in " ".join(desk.lines("diary", "--day", TUESDAY))
    told = desk.refused("diary", "book", "--name", "Bo", "--date", TUESDAY, "--time", "13:30", "--provider", "lee")
    assert told.startswith("that time is taken, blocked, or held")


@pytest.mark.parametrize(
    ("begins", "ends", "told"),
    [
        (TUESDAY, TUESDAY, "2026-11-24 00:00 to 2026-11-25 00:00"),
        ("tomorrow", "tomorrow", "2026-11-19 00:00 to 2026-11-20 00:00"),
        ("tomorrow at noon", "tomorrow at 1 PM", "2026-11-19 12:00 to 2026-11-19 13:00"),
        ("2027-03-14", "2027-03-14", "2027-03-14 00:00 to 2027-03-15 00:00"),
        ("2026-11-18", "2026-11-18", "2026-11-18 00:00 to 2026-11-19 00:00"),
    ],
)
def test_a_block_is_of_days_or_times(desk: Counter, begins: str, ends: str, told: str) -> None:
    [line] = desk.lines("diary", "block", "chair-2", "--from", begins, "--to", ends, "--reason", "repair")
    assert plain_ids([line]) == [f"blocked: k-…  chair-2, {told}"]


@pytest.mark.parametrize(
    ("resource", "begins", "ends", "told"),
    [
        ("house", TUESDAY, TUESDAY, "the clinic has no house; it has lee, patel, torres, chair-1, chair-2, chair-3"),
        ("lee", "2026-11-25", TUESDAY, "a blocked time ends after it begins"),
        ("lee", "2026-11-16", "2026-11-17", "that time is past"),
        ("lee", TUESDAY, "2027-11-24", "at most 180 days can be blocked at once; block the rest by itself"),
        ("lee", "2027-03-14 02:30", "2027-03-14",
         f"setting --from is '2027-03-14 02:30'; accepted: {SKIPPED}"),
        ("lee", "2026-02-29", TUESDAY, f"setting --from is '2026-02-29'; accepted: {A_TIME}"),
        ("lee", TUESDAY, "2026-11-24 25:00", f"setting --to is '2026-11-24 25:00'; accepted: {A_TIME}"),
        ("lee", "next Friday at 9 AM", TUESDAY,
         "setting --from is 'next Friday at 9 AM'; accepted: 2026-11-20 09:00 or 2026-11-27 09:00"),
    ],
)  # fmt: skip
def test_a_block_that_cannot_be_is_told(desk: Counter, resource: str, begins: str, ends: str, told: str) -> None:
    assert desk.refused("diary", "block", resource, "--from", begins, "--to", ends, "--reason", "x") == told


def test_what_was_blocked_can_be_booked_once_it_is_lifted(desk: Counter) -> None:
    block = one_id(
        "k", desk.lines("diary", "block", "lee", "--from", TUESDAY, "--to", "2026-11-27", "--reason", "away")[0]
    )
    assert desk.lines("diary", "unblock", block[:5]) == [
        f"free again: {block}  lee, 2026-11-24 00:00 to 2026-11-28 00:00"
    ]
    assert desk.refused("diary", "unblock", block) == f"there is no blocked time {block}; see 'receptionist diary'"
    desk.book("Bo Reed", "2026-11-25", "9:00", "--provider", "lee")


def test_a_closed_day_cannot_be_booked_until_it_is_opened_again(desk: Counter) -> None:
    desk.book("Ann Lee", TUESDAY, "9:00")
    assert plain_ids(desk.lines("diary", "close", TUESDAY, "--reason", "boiler")) == [
        "closed: 2026-11-24 Tuesday",
        "  in the inbox, t-…: Ann Lee: Call and move the appointment of 2026-11-24 09:00 with Dr. Lee.",
    ]
    assert desk.lines("diary", "close", TUESDAY, "--reason", "boiler") == ["nothing to do: it is so already"]
    assert (
        desk.lines("diary", "--day", TUESDAY)[0] == "2026-11-24 Tuesday · 1 appointment · the clinic is closed: boiler"
    )
    assert desk.refused("diary", "book", "--name", "Bo", "--date", TUESDAY, "--time", "10:00").startswith(
        "the clinic is closed that day; free are "
    )
    assert desk.lines("diary", "reopen", TUESDAY) == ["open again: 2026-11-24 Tuesday"]
    desk.book("Bo", TUESDAY, "10:00")


def test_a_day_that_the_clinics_file_closes_is_not_opened_here(desk: Counter) -> None:
    assert desk.lines("diary", "reopen", "2026-11-26") == [
        "nothing to do: it was not closed with 'diary close'",
        "  it is closed by the clinic's file: Thanksgiving Day",
    ]
    assert desk.lines("diary", "reopen", "2026-11-28")[1] == "  nobody works on that weekday, by the clinic's file"


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2026-11-17", "that day is past"),
        ("next week", "setting DAY is 'next week'; accepted: a day, as 2026-11-24, tomorrow or 'next Tuesday'"),
        ("", "setting DAY is ''; accepted: a day, as 2026-11-24, tomorrow or 'next Tuesday'"),
    ],
)
def test_a_day_that_cannot_be_closed_is_told(desk: Counter, day: str, told: str) -> None:
    assert desk.refused("diary", "close", day, "--reason", "x") == told


def test_a_log_that_is_named_is_not_made(desk: Counter) -> None:
    """A slip of the pen would open an empty diary beside the real one."""
    assert desk.refused("diary", "close", TUESDAY, "--reason", "x", "--db", "typo.db") == "typo.db: does not exist"
    assert not (desk.folder / "typo.db").exists()


def test_options_before_an_act_are_refused(desk: Counter) -> None:
    assert desk.refused("diary", "--day", TUESDAY, "close", TUESDAY, "--reason", "x") == (
        "'diary' alone prints; options for 'close' come after it."
    )


def test_every_reason_and_every_question_has_its_words() -> None:
    assert (set(WHY_NOT), set(UNCLEAR)) == (set(get_args(RefusalReason)), set(get_args(Question)))


def test_a_block_that_has_begun_can_still_be_made(desk: Counter) -> None:
    desk.now += timedelta(minutes=1)
    lines = desk.lines(
        "diary", "block", "lee", "--from", "2026-11-18 09:00", "--to", "2026-11-18 12:00", "--reason", "ill"
    )
    assert len(lines) == 1
