"""What callers say for dates and times, and what is made of it."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from time import process_time
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from receptionist.domain.clinic import Clinic, Dentist, Opening
from receptionist.domain.dates import LONGEST, Ambiguous, Answer, NotUnderstood, Spotted, Understood, resolve, spot

ZONE = ZoneInfo("America/New_York")
WEEKDAY = (Opening(time(8), time(12)), Opening(time(13), time(17)))
CLINIC = Clinic(
    name="Parkside Dental",
    short_address="12 Park Street",
    address="12 Park Street, Springfield",
    phone="+1 555 0100",
    arrival_instructions="Ring twice.",
    time_zone="America/New_York",
    dentist=Dentist(id="lee", name="Dr. Lee"),
    hours={
        "monday": WEEKDAY,
        "tuesday": WEEKDAY,
        "wednesday": WEEKDAY,
        "thursday": WEEKDAY,
        "friday": (Opening(time(8), time(14)),),
    },
    closures=frozenset(),
    visit_minutes=30,
    start_every_minutes=30,
    horizon_days=90,
)
WEDNESDAY_10 = "2026-11-18 10:00"
UTTERANCES = Path(__file__).with_name("utterances.txt")


def local(written: str) -> datetime:
    """The instant (UTC) of a local time in New York."""
    return datetime.fromisoformat(written).replace(tzinfo=ZONE).astimezone(UTC)


def expected(written: str) -> Answer:
    """What a line of the table expects."""
    match written.split(" ", 1):
        case ["no", ("date" | "time") as about]:
            return NotUnderstood(about)
        case [("date?" | "time?") as question, *offered]:
            candidates = tuple(local(each.strip()) for one in offered for each in one.split(","))
            return Ambiguous("date" if question == "date?" else "time", candidates)
        case _:
            return Understood(local(written))


def table() -> list[tuple[str, str, str, str]]:
    """The lines of the table: words for the date, words for the time, said at, expected."""
    rows: list[tuple[str, str, str, str]] = []
    for line in UTTERANCES.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            date_words, time_words, said_at, answer = (cell.strip() for cell in line.split("|"))
            rows.append((date_words, time_words, said_at or WEDNESDAY_10, answer))
    return rows


ROWS = table()


def say(date_words: str, time_words: str, said_at: str = WEDNESDAY_10, clinic: Clinic = CLINIC) -> Answer:
    return resolve(date_words, time_words, asked_at=local(said_at), clinic=clinic)


@pytest.mark.parametrize(
    ("date_words", "time_words", "said_at", "answer"),
    [pytest.param(*row, id=f"'{row[0]}' and '{row[1]}', said on {row[2]}, is {row[3]}") for row in ROWS],
)
def test_what_is_said_is_what_is_meant(date_words: str, time_words: str, said_at: str, answer: str) -> None:
    assert say(date_words, time_words, said_at) == expected(answer)


def test_the_table_is_not_lost() -> None:
    """A table that fails to load would pass."""
    assert len(ROWS) >= 150
    assert len(set(ROWS)) == len(ROWS)


@pytest.mark.parametrize(("date_words", "time_words", "said_at"), [row[:3] for row in ROWS])
def test_upper_case_and_spaces_change_nothing(date_words: str, time_words: str, said_at: str) -> None:
    loud_date, loud_time = (f"  {words.upper().replace(' ', '   ')}\n" for words in (date_words, time_words))
    assert say(loud_date, loud_time, said_at) == say(date_words, time_words, said_at)


@pytest.mark.parametrize(("date_words", "time_words", "said_at"), [row[:3] for row in ROWS])
def test_a_word_too_many_never_becomes_an_appointment(date_words: str, time_words: str, said_at: str) -> None:
    """Whatever is not known might change the meaning, wherever it stands."""
    for word in ("not", "kumquat", "77", "\u0663", "\u200f", "😀", "\x00"):
        for spoiled in (f"{word} {date_words}", f"{date_words} {word}"):
            assert not isinstance(say(spoiled, time_words, said_at), Understood), spoiled


def test_today_is_the_clinics_today() -> None:
    """At 23:30 in New York it is tomorrow already in UTC."""
    assert say("today", "11:45 PM", "2026-11-18 23:30") == Understood(local("2026-11-18 23:45"))


def test_hours_that_fit_both_readings_settle_nothing() -> None:
    always = evolve(CLINIC, hours={"tuesday": (Opening(time(0), time(23, 59)),)})
    both = (local("2026-11-24 02:00"), local("2026-11-24 14:00"))
    assert say("Tuesday", "2", clinic=always) == Ambiguous("time", both)


def test_a_closure_does_not_make_two_oclock_a_question() -> None:
    """On a day on which nobody is seen, the hours of the other days settle it, and the booking rules refuse the day."""
    closed = evolve(CLINIC, closures=frozenset([date(2026, 11, 24)]))
    assert say("Tuesday", "2", clinic=closed) == Understood(local("2026-11-24 14:00"))


@pytest.mark.parametrize("day", [date(2026, 11, 16) + timedelta(days=n) for n in range(14)])
@pytest.mark.parametrize("weekday", range(7))
def test_next_is_a_question_exactly_when_it_has_two_meanings(day: date, weekday: int) -> None:
    names = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    coming = min(day + timedelta(days=n) for n in range(1, 8) if (day + timedelta(days=n)).weekday() == weekday)
    of_next_week = day + timedelta(days=7 - day.weekday() + weekday)
    meant = tuple(local(f"{each} 10:00") for each in sorted({coming, of_next_week}))
    answer = say(f"next {names[weekday]}", "10 AM", f"{day} 10:00")
    assert answer == (Understood(meant[0]) if len(meant) == 1 else Ambiguous("date", meant))


@pytest.mark.parametrize(
    ("utterance", "date_words", "time_words", "rest"),
    [
        ("My name is Sarah, next Tuesday at 2 PM.", "next Tuesday", "2 PM", "My name is Sarah,"),
        ("no, make it Wednesday at ten", "Wednesday", "ten", "no, make it"),
        (
            "It's for May Johnson on the third of December at half past two",
            "the third of December",
            "half past two",
            "It's for May Johnson",
        ),
        ("2 PM next Tuesday", "next Tuesday", "2 PM", ""),
        ("Tuesday next week", "Tuesday next week", None, ""),
        ("tomorrow afternoon", "tomorrow", "afternoon", ""),
        (
            "I'd like to come on Tuesday at two to see the dentist",
            "Tuesday",
            "two",
            "I'd like to come to see the dentist",
        ),
        ("on the 3rd at two thirty, for José", "the 3rd", "two thirty", "for José"),
        ("Tuesday the 24th at 2 p.m. please", "Tuesday the 24th", "2 p.m.", "please"),
        ("at ten", None, "ten", ""),
        ("why don't we do Tuesday at two", "Tuesday", "two", "why don't we do"),
        ("Actually, make it ten", None, "ten", "Actually, make it"),
        ("a full cleaning on Tuesday", "Tuesday", None, "a full cleaning"),
        ("as soon as possible, my tooth hurts", None, "as soon as possible", "my tooth hurts"),
        ("would the twenty-fourth at two be possible", "the twenty-fourth", "two", "would be possible"),
        ("what about the day after?", "the day after", None, "what about"),
        ("the day after next Monday, at two", "the day after next Monday", "two", ""),
        # What makes it imprecise is kept
        ("Tuesday after lunch", "Tuesday", "after lunch", ""),
        ("any day after 5 PM", None, "after 5 PM", "any day"),
        ("after 3", None, "after 3", ""),
        ("Tuesday after three", "Tuesday", "after three", ""),
        ("no later than 3 PM on Tuesday", "Tuesday", "no later than 3 PM", ""),
        ("Tuesday or Wednesday", "Tuesday or Wednesday", None, ""),
        ("between 2 and 3 PM on Friday", "Friday", "between 2 and 3 PM", ""),
        ("Tuesday at 2 or 3", "Tuesday", "2 or 3", ""),
        ("Tuesday at 2-3 PM", "Tuesday", "2-3 PM", ""),
        ("the third or fourth of December, no, Friday", "third or fourth of December, no, Friday", None, "the"),
        ("I can't do Tuesday", "can't do Tuesday", None, "I"),
        ("Tuesday won't work", "Tuesday won't", None, "work"),
        ("the first Tuesday of December", "first Tuesday of December", None, "the"),
        ("any Tuesday", "any Tuesday", None, ""),
        ("Tuesday at 2 PM Pacific", "Tuesday", "2 PM Pacific", ""),
        # What only looks like a day or a time is left
        ("I have two kids", None, None, "I have two kids"),
        ("the two of us", None, None, "the two of us"),
        ("one moment", None, None, "one moment"),
        ("for two kids on Monday", "Monday", None, "for two kids"),
        ("just a second", None, None, "just a second"),
        ("I'll take the first", None, None, "I'll take the first"),
        ("on the second floor", None, None, "on the second floor"),
        ("Good morning, how are you today?", None, None, "Good morning, how are you today?"),
        ("Morning, this is April March", None, None, "Morning, this is April March"),
        ("I came the other day after work", None, None, "I came the other day after work"),
        ("see you later", None, None, "see you later"),
        ("", None, None, ""),
    ],
)
def test_a_day_and_a_time_are_spotted_in_what_is_said(
    utterance: str, date_words: str | None, time_words: str | None, rest: str
) -> None:
    assert spot(utterance) == Spotted(date_words, time_words, rest)


@pytest.mark.parametrize(
    "utterance",
    [
        "Tuesday is bad, Wednesday at ten",
        "not Tuesday at ten but Wednesday",
        "move it from Tuesday at ten to Wednesday",
        "I can't make Tuesday at ten",
        "Tuesday at ten or eleven",
        "Tuesday at ten, no, sorry, eleven",
        "Tuesday at ten. Actually make that eleven.",
        "any time but Tuesday at ten",
        "I'm out of town Tuesday at ten",
        "Tuesday at ten is full",
        "Tuesday at ten is too early",
        "Tuesday from ten to eleven",
        "Tuesday after ten",
        "Tuesday at ten or later",
        "the week of the 24th at ten",
        "the Tuesday after next at ten",
        "a Tuesday at ten",
        "Tuesday at 10 or Thursday at 11",
        "10 PM Tuesday or 11 PM Thursday",
    ],
)
def test_what_is_spotted_and_imprecise_never_becomes_an_appointment(utterance: str) -> None:
    found = spot(utterance)
    assert not isinstance(say(found.date_words or "", found.time_words or ""), Understood)


HOSTILE = [
    "2" * 10_000,
    "tuesday " * 1_250,
    "a" * 10_000,
    " " * 10_000,
    "\x00\x01\x02\x1b[2J\r\n\t" * 500,
    "😀" * 5_000,
    "\u200f\u202e" * 5_000,
    "\u0662:\u0663\u0660 \u0645",
    "Tuesday \uff12 PM",
    "İTUESDAYİ",
    "0001-01-01",
    "9999-12-31T23:59",
    "in 999 weeks",
    "'; DROP TABLE bookings; --",
    "{{7*7}} %s %n \\",
]


@pytest.mark.parametrize("words", HOSTILE, ids=lambda words: ascii(words[:20]))
def test_hostile_words_are_answered_quickly_and_are_no_appointment(words: str) -> None:
    began = process_time()
    for answer in (say(words, "2 PM"), say("Tuesday", words), say(words, words), say(f"Tuesday {words}", "2 PM")):
        assert not isinstance(answer, Understood) or words == "in 999 weeks"
    spot(words)
    assert process_time() - began < 1


@pytest.mark.parametrize("part", ["a ", "- ", "quarter ", "in 3 ", "the twenty ", "2 ", "at ", "next ", "or ", "\t"])
def test_no_expression_explodes(part: str) -> None:
    """The longest words that are looked at all, of the parts that expressions begin with."""
    began = process_time()
    say((part * LONGEST)[:LONGEST], (part * LONGEST)[:LONGEST])
    spot((part * 1_000)[:1_000])
    assert process_time() - began < 1


def test_words_that_are_too_long_are_not_looked_at() -> None:
    assert say("Tuesday" + " " * LONGEST, "2 PM") == NotUnderstood("date")
    assert say("Tuesday", "2 PM" + " " * LONGEST) == NotUnderstood("time")
    assert spot("Tuesday" + " " * 1_000) == Spotted(None, None, "Tuesday" + " " * 1_000)


WORDS = st.sampled_from(sorted({word for row in ROWS for cell in row[:2] for word in cell.split()}))
SAYINGS = st.one_of(st.text(max_size=250), st.lists(WORDS, max_size=12).map(" ".join))


@settings(deadline=None)
@given(SAYINGS, SAYINGS)
def test_no_words_raise_and_every_answer_can_be_acted_on(date_words: str, time_words: str) -> None:
    answer = say(date_words, time_words)
    match answer:
        case Understood(starts_at):
            assert starts_at.tzinfo is not None
            assert starts_at.utcoffset() == timedelta()
        case Ambiguous(_, candidates):
            assert len(candidates) in {0, 2, 3, 4}
            assert list(candidates) == sorted(set(candidates))
        case NotUnderstood():
            pass


@settings(deadline=None)
@given(SAYINGS)
def test_what_is_spotted_was_said(utterance: str) -> None:
    found = spot(utterance)
    assert (found.date_words or "") in utterance
    assert (found.time_words or "") in utterance
    assert found.date_words is not None or found.time_words is not None or found.rest == utterance


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "Pacific/Auckland"])
@pytest.mark.parametrize("locale", ["C", "tr_TR.UTF-8"])
def test_the_machines_zone_and_language_change_nothing(zone: str, locale: str) -> None:
    program = (
        "from tests.domain.test_dates import ROWS, expected, say; "
        "print([row for row in ROWS if say(*row[:3]) != expected(row[3])])"
    )
    environment = {**os.environ, "TZ": zone, "LANG": locale, "LC_ALL": locale, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"
