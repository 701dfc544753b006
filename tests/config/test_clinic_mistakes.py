"""One line for every mistake in a part of the clinic's file: where it is, what stands there, what is accepted."""

from __future__ import annotations

import pytest

from receptionist.config.clinic_file import parse_clinic
from receptionist.errors import SettingError
from tests.config.clinic_texts import FILE, TEXT, changed, line_with, refusal, table_with

CLINIC_KEYS = (
    "name, short_address, address, phone, arrival_instructions, time_zone, providers, chairs, treatments, "
    "default_treatment, emergency_treatment, held, closures, start_every_minutes, notice_hours, horizon_days, "
    "grace_minutes, emergency_number, on_call_number, transfer_number, waiting_list_hours, retention, lunch"
)
WEEK = "monday, tuesday, wednesday, thursday, friday, saturday, sunday"
A_TEXT = "a text on one line, not empty"
TIMES = 'two times from 00:00 to 23:59, as "08:00-12:00"'
LUNCH = 'two times from 00:00 to 23:59, as "12:00-13:00"'
CLOCK = 'a time from 00:00 to 23:59 in quotes, as "11:00"'
LATER = "an opening that ends after it begins, on the same day"
ZONE = "an IANA time zone, as America/New_York"
ID = "a text of a-z, 0-9 and -, as lee"
DATE = 'a day that exists, as 2026-12-25 = "Christmas Day"'
MINUTES = "a whole number from 5 to 480"
PHONE = 'a telephone number, as "(555) 123-4567"'
SHORT = 'a telephone number, as "911"'
TRANSFER = 'a telephone number that begins with + and its country\'s code, as "+1 555 123 4570", without extension'
TREATMENT = "a treatment's id, as exam"
BUFFER = "a whole number from 0 to 120"
WORDS = 'an array of texts, as ["check-up"]'
PROVIDERS = 'an array of providers\' ids, as ["lee"]'
PROVIDER = "a provider's id, as lee"


@pytest.mark.parametrize(
    ("key", "accepted"),
    [
        ("name", A_TEXT),
        ("short_address", A_TEXT),
        ("address", A_TEXT),
        ("phone", PHONE),
        ("time_zone", ZONE),
        ("start_every_minutes", MINUTES),
        ("horizon_days", "a whole number from 1 to 730"),
        ("notice_hours", "a whole number from 0 to 336"),
        ("grace_minutes", "a whole number from 0 to 120"),
        ("waiting_list_hours", "a whole number from 1 to 168"),
        ("emergency_number", SHORT),
        ("on_call_number", PHONE),
        ("default_treatment", TREATMENT),
        ("emergency_treatment", TREATMENT),
    ],
)
def test_a_missing_key_is_told_with_what_belongs_there(key: str, accepted: str) -> None:
    assert refusal(line_with(key, "")) == f"setting {key} in {FILE} is missing; accepted: {accepted}"


@pytest.mark.parametrize(
    ("line", "place", "accepted"),
    [
        ('id = "lee"', "providers[0].id", ID),
        ('name = "Dr. Lee"', "providers[0].name", A_TEXT),
        ('role = "hygienist"', "providers[2].role", "dentist or hygienist"),
        ('id = "chair-2"', "chairs[1].id", "a text of a-z, 0-9 and -, as chair-1"),
        ('name = "Chair 3"', "chairs[2].name", A_TEXT),
        ('id = "cleaning"', "treatments[1].id", "a text of a-z, 0-9 and -, as exam"),
        (
            'names = { en = "cleaning", es = "limpieza" }',
            "treatments[1].names",
            "a table, begun with [treatments.names]",
        ),
        (', es = "limpieza"', "treatments[1].names.es", A_TEXT),
        ("minutes = 90\nbuffer_minutes = 10", "treatments[5].minutes", MINUTES),
        ('providers = ["torres"]', "treatments[1].providers", PROVIDERS),
        ("new_patients = false", "treatments[5].new_patients", "true or false"),
        ('provider = "patel"\n', "held[0].provider", PROVIDER),
        ('times = ["15:30"]', "held[1].times", 'an array of times, as ["11:00"]'),
        ('release = "13:00"', "held[1].release", CLOCK),
        (
            'es = "Por favor, llegue 15 minutos antes para completar los formularios."',
            "arrival_instructions.es",
            A_TEXT,
        ),
    ],
)
def test_a_missing_key_of_a_part_is_told(line: str, place: str, accepted: str) -> None:
    assert refusal(changed((line, ""))) == f"setting {place} in {FILE} is missing; accepted: {accepted}"


def test_a_missing_buffer_is_told() -> None:
    told = f"setting treatments[5].buffer_minutes in {FILE} is missing; accepted: {BUFFER}"
    assert refusal(changed(("minutes = 90\nbuffer_minutes = 10", "minutes = 90"))) == told


@pytest.mark.parametrize(
    ("table", "accepted"),
    [
        ("providers", "an array of tables, each begun with [[providers]]"),
        ("chairs", "an array of tables, each begun with [[chairs]]"),
        ("treatments", "an array of tables, each begun with [[treatments]]"),
    ],
)
@pytest.mark.parametrize(
    ("there", "told", "instead"),
    [
        ("", "missing", ""),
        ("{key} = []", "an array", "at least one table, begun with [[{key}]]"),
        ("{key} = 3", "3", ""),
        ("{key} = {{}}", "a table", ""),
    ],
)
def test_people_chairs_and_treatments_must_be_there(
    table: str, accepted: str, there: str, told: str, instead: str
) -> None:
    text = there.format(key=table) + "\n" + "\n[[".join(part for part in whole_tables() if not part.startswith(table))
    expected = instead.format(key=table) or accepted
    assert refusal(text) == f"setting {table} in {FILE} is {told}; accepted: {expected}"


def whole_tables() -> list[str]:
    """The example, parted before each table of an array."""
    return TEXT.split("\n[[")


@pytest.mark.parametrize(
    ("before", "told"),
    [
        ("chairs = [7]", f"chairs[0] in {FILE} is 7; accepted: a table, begun with [[chairs]]"),
        ("chairs = [[]]", f"chairs[0] in {FILE} is an array; accepted: a table, begun with [[chairs]]"),
        (
            'chairs = [{id = "a", name = "A"}, ""]',
            f"chairs[1] in {FILE} is ''; accepted: a table, begun with [[chairs]]",
        ),
    ],
)
def test_what_should_be_a_table_in_an_array_is_told(before: str, told: str) -> None:
    text = before + "\n" + "\n[[".join(part for part in whole_tables() if not part.startswith("chairs"))
    assert refusal(text) == f"setting {told}"


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("name", '""', f"name in {FILE} is ''; accepted: {A_TEXT}"),
        ("name", '"  "', f"name in {FILE} is '  '; accepted: {A_TEXT}"),
        ("name", "true", f"name in {FILE} is true; accepted: {A_TEXT}"),
        ("address", '["123 Main Street"]', f"address in {FILE} is an array; accepted: {A_TEXT}"),
        ("address", r'"a\nb"', rf"address in {FILE} is 'a\nb'; accepted: {A_TEXT}"),
        ("address", r'"a\u2028b"', rf"address in {FILE} is 'a\u2028b'; accepted: {A_TEXT}"),
        ("address", f'"{"a" * 99}\\n"', f"address in {FILE} is '{'a' * 80}'…; accepted: {A_TEXT}"),
        ("phone", r'"555\n1234567"', rf"phone in {FILE} is '555\n1234567'; accepted: {PHONE}"),
        ("time_zone", '""', f"time_zone in {FILE} is ''; accepted: {ZONE}"),
        (
            "time_zone",
            '"america/new_york"',
            f"time_zone in {FILE} is 'america/new_york'; accepted: {ZONE}; the nearest is America/New_York",
        ),
        (
            "time_zone",
            '"America"',
            f"time_zone in {FILE} is 'America'; accepted: {ZONE}; the nearest is America/Nuuk",
        ),
        (
            "time_zone",
            '"right/America/New_York"',
            f"time_zone in {FILE} is 'right/America/New_York'; accepted: {ZONE}; the nearest is America/New_York",
        ),
        ("time_zone", '"localtime"', f"time_zone in {FILE} is 'localtime'; accepted: {ZONE}"),
        ("time_zone", '"../../etc/passwd"', f"time_zone in {FILE} is '../../etc/passwd'; accepted: {ZONE}"),
        ("time_zone", "-5", f"time_zone in {FILE} is -5; accepted: {ZONE}"),
        ("start_every_minutes", "4", f"start_every_minutes in {FILE} is 4; accepted: {MINUTES}"),
        ("start_every_minutes", "481", f"start_every_minutes in {FILE} is 481; accepted: {MINUTES}"),
        ("start_every_minutes", "30.0", f"start_every_minutes in {FILE} is 30.0; accepted: {MINUTES}"),
        ("start_every_minutes", "nan", f"start_every_minutes in {FILE} is nan; accepted: {MINUTES}"),
        ("start_every_minutes", '"30"', f"start_every_minutes in {FILE} is '30'; accepted: {MINUTES}"),
        ("start_every_minutes", "08:30:00", f"start_every_minutes in {FILE} is 08:30:00; accepted: {MINUTES}"),
        ("start_every_minutes", "true", f"start_every_minutes in {FILE} is true; accepted: {MINUTES}"),
        ("horizon_days", "0", f"horizon_days in {FILE} is 0; accepted: a whole number from 1 to 730"),
        (
            "horizon_days",
            "0x" + "f" * 5000,
            f"horizon_days in {FILE} is a number beyond 64 bits; accepted: a whole number from 1 to 730",
        ),
        ("notice_hours", "-1", f"notice_hours in {FILE} is -1; accepted: a whole number from 0 to 336"),
        ("grace_minutes", "121", f"grace_minutes in {FILE} is 121; accepted: a whole number from 0 to 120"),
        ("waiting_list_hours", "0", f"waiting_list_hours in {FILE} is 0; accepted: a whole number from 1 to 168"),
        ("default_treatment", "1", f"default_treatment in {FILE} is 1; accepted: {TREATMENT}"),
        ("id", '"Dr. Lee"', f"providers[0].id in {FILE} is 'Dr. Lee'; accepted: {ID}"),
        ("id", '""', f"providers[0].id in {FILE} is ''; accepted: {ID}"),
        ("id", r'"lee\n"', rf"providers[0].id in {FILE} is 'lee\n'; accepted: {ID}"),
        ("id", "7", f"providers[0].id in {FILE} is 7; accepted: {ID}"),
        (
            "role",
            '"Dentist"',
            f"providers[0].role in {FILE} is 'Dentist'; accepted: dentist or hygienist; the nearest is dentist",
        ),
        ("role", "[]", f"providers[0].role in {FILE} is an array; accepted: dentist or hygienist"),
        (
            "names",
            '"exam"',
            f"treatments[0].names in {FILE} is 'exam'; accepted: a table, begun with [treatments.names]",
        ),
        (
            "names",
            '{ en = "exam", es = "examen", eng = "examen" }',
            f"treatments[0].names.eng in {FILE} is 'examen'; accepted: only en, es; the nearest is en",
        ),
        ("also.en", '"check-up"', f"treatments[0].also.en in {FILE} is 'check-up'; accepted: {WORDS}"),
        ("also.en", '["check-up", ""]', f"treatments[0].also.en[1] in {FILE} is ''; accepted: {A_TEXT}"),
        ("minutes", "0", f"treatments[0].minutes in {FILE} is 0; accepted: {MINUTES}"),
        ("buffer_minutes", "-5", f"treatments[0].buffer_minutes in {FILE} is -5; accepted: {BUFFER}"),
        (
            "providers",
            "[]",
            f"treatments[0].providers in {FILE} is an array; accepted: {PROVIDERS}, at least one",
        ),
        ("providers", "[7]", f"treatments[0].providers[0] in {FILE} is 7; accepted: {PROVIDER}"),
        ("new_patients", '"yes"', f"treatments[0].new_patients in {FILE} is 'yes'; accepted: true or false"),
        ("new_patients", "1", f"treatments[0].new_patients in {FILE} is 1; accepted: true or false"),
        ("youngest", "-1", f"treatments[3].youngest in {FILE} is -1; accepted: a whole number from 0 to 120"),
        ("youngest", "13", f"treatments[3].oldest in {FILE} is 12; accepted: a whole number from 13 to 120"),
        ("oldest", "121", f"treatments[3].oldest in {FILE} is 121; accepted: a whole number from 0 to 120"),
        ("times", '"11:00"', f"held[0].times in {FILE} is '11:00'; accepted: an array of times, as [\"11:00\"]"),
        (
            "times",
            "[]",
            f'held[0].times in {FILE} is an array; accepted: an array of times, as ["11:00"], at least one',
        ),
        ("times", "[11:00:00]", f"held[0].times[0] in {FILE} is 11:00:00; accepted: {CLOCK}"),
        ("times", '["11:00", "24:00"]', f"held[0].times[1] in {FILE} is '24:00'; accepted: {CLOCK}"),
        ("times", '["9:00"]', f"held[0].times[0] in {FILE} is '9:00'; accepted: {CLOCK}"),
        ("release", r'"09:30\n"', rf"held[0].release in {FILE} is '09:30\n'; accepted: {CLOCK}"),
    ],
)
def test_a_value_that_cannot_be_used_is_told_with_what_can(key: str, value: str, told: str) -> None:
    assert refusal(line_with(key, value)) == f"setting {told}"


@pytest.mark.parametrize(
    "number",
    [
        "call us",
        "555-CALL-NOW",
        "1234",
        "1234567890123456",
        "٥٥٥١٢٣٤٥٦٧",
        "(555 123-4567",
        "555) 123-4567 (",
        "555 123 4567 or 555 123 4568",
        "555-123-4567 ext",
        "++1 555 123 4567",
        "tel:5551234567",
        "-5551234567",
    ],
)
@pytest.mark.parametrize("key", ["phone", "on_call_number"])
def test_what_nobody_could_dial_is_no_telephone_number(key: str, number: str) -> None:
    assert refusal(line_with(key, f'"{number}"')) == f"setting {key} in {FILE} is {number!r}; accepted: {PHONE}"


@pytest.mark.parametrize(("value", "shown"), [("5551234567", "5551234567"), ("true", "true"), ("[911]", "an array")])
def test_a_telephone_number_is_a_text(value: str, shown: str) -> None:
    """Written as a number it loses its zeros: it is told like any other value that is no text."""
    assert refusal(line_with("phone", value)) == f"setting phone in {FILE} is {shown}; accepted: {PHONE}"


@pytest.mark.parametrize("number", ["9", "nine one one", "9111111111111111"])
def test_an_emergency_number_may_be_short_but_is_one(number: str) -> None:
    told = f"setting emergency_number in {FILE} is {number!r}; accepted: {SHORT}"
    assert refusal(line_with("emergency_number", f'"{number}"')) == told


@pytest.mark.parametrize(
    "number",
    ["(555) 123-4570", "+1 555 123 4570 x12", "+0 555 123 4570", "+1 555", "00 1 555 123 4570", "sip:desk@pbx"],
)
def test_callers_are_put_through_to_a_number_that_a_machine_can_dial(number: str) -> None:
    text = f'transfer_number = "{number}"\n{TEXT}'
    assert refusal(text) == f"setting transfer_number in {FILE} is {number!r}; accepted: {TRANSFER}"


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ('"08:00-12:00"', " is '08:00-12:00'; accepted: an array of openings, as [\"08:00-12:00\"]; [] when closed"),
        ("[8]", f"[0] in {FILE} is 8; accepted: {TIMES}"),
        ('["8:00-12:00"]', f"[0] in {FILE} is '8:00-12:00'; accepted: {TIMES}"),
        ('["08:00 - 12:00"]', f"[0] in {FILE} is '08:00 - 12:00'; accepted: {TIMES}"),
        ('["08:00–12:00"]', f"[0] in {FILE} is '08:00–12:00'; accepted: {TIMES}"),  # noqa: RUF001 (the slip itself)
        ('["08:00"]', f"[0] in {FILE} is '08:00'; accepted: {TIMES}"),
        ('["08:00-24:00"]', f"[0] in {FILE} is '08:00-24:00'; accepted: {TIMES}"),
        ('["08:60-12:00"]', f"[0] in {FILE} is '08:60-12:00'; accepted: {TIMES}"),
        ('["٠٨:00-12:00"]', f"[0] in {FILE} is '٠٨:00-12:00'; accepted: {TIMES}"),
        ('["08:00-12:00", ""]', f"[1] in {FILE} is ''; accepted: {TIMES}"),
        ('[["08:00", "12:00"]]', f"[0] in {FILE} is an array; accepted: {TIMES}"),
        ('["12:00-08:00"]', f"[0] in {FILE} is '12:00-08:00'; accepted: {LATER}"),
        ('["08:00-08:00"]', f"[0] in {FILE} is '08:00-08:00'; accepted: {LATER}"),
        (
            '["08:00-12:00", "11:59-17:00"]',
            f"[1] in {FILE} is '11:59-17:00'; accepted: an opening that begins when the one before has ended, 12:00",
        ),
        (
            '["13:00-17:00", "08:00-12:00"]',
            f"[1] in {FILE} is '08:00-12:00'; accepted: an opening that begins when the one before has ended, 17:00",
        ),
    ],
)
def test_hours_that_cannot_be_kept_are_told(value: str, told: str) -> None:
    place = "" if told.startswith("[") else f" in {FILE}"
    assert refusal(line_with("monday", value)) == f"setting providers[0].hours.monday{place}{told}"


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ('"noon"', f"is 'noon'; accepted: {LUNCH}"),
        ('["12:00-13:00"]', f"is an array; accepted: {LUNCH}"),
        ('"13:00-12:00"', f"is '13:00-12:00'; accepted: {LATER}"),
        ('"12:00-13:00, 15:00-15:30"', f"is '12:00-13:00, 15:00-15:30'; accepted: {LUNCH}"),
    ],
)
def test_a_lunch_that_is_none_is_told(value: str, told: str) -> None:
    assert refusal(f"lunch = {value}\n{TEXT}") == f"setting lunch in {FILE} {told}"


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ('2026-02-29 = "Leap Day"', f"closures.2026-02-29 in {FILE} is 'Leap Day'; accepted: {DATE}"),
        ('2026-13-01 = "x"', f"closures.2026-13-01 in {FILE} is 'x'; accepted: {DATE}"),
        ('2026-1-1 = "x"', f"closures.2026-1-1 in {FILE} is 'x'; accepted: {DATE}"),
        ('20261225 = "x"', f"closures.20261225 in {FILE} is 'x'; accepted: {DATE}"),
        ('2026-W52-5 = "x"', f"closures.2026-W52-5 in {FILE} is 'x'; accepted: {DATE}"),
        ('"٢٠٢٦-12-25" = "x"', f"closures.'٢٠٢٦-12-25' in {FILE} is 'x'; accepted: {DATE}"),
        ('christmas = "2026-12-25"', f"closures.christmas in {FILE} is '2026-12-25'; accepted: {DATE}"),
        ('2026-12-25 = ""', f"closures.2026-12-25 in {FILE} is ''; accepted: {A_TEXT}"),
        ("2026-12-25 = true", f"closures.2026-12-25 in {FILE} is true; accepted: {A_TEXT}"),
    ],
)
def test_a_closure_is_a_day_that_exists_and_its_reason(written: str, told: str) -> None:
    assert refusal(table_with("closures", written)) == f"setting {told}"


def test_closures_are_a_table_not_an_array_of_days() -> None:
    text = "closures = [2026-12-25]\n" + TEXT.split("[closures]", maxsplit=1)[0]
    assert refusal(text) == f"setting closures in {FILE} is an array; accepted: a table, begun with [closures]"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (
            TEXT.replace("short_address", "shrt_address"),
            f"shrt_address in {FILE} is '123 Main St'; accepted: only {CLINIC_KEYS}; the nearest is short_address",
        ),
        (
            TEXT.replace("[[providers]]", "[[provider]]").replace("[providers.hours]", "[provider.hours]"),
            f"provider in {FILE} is an array; accepted: only {CLINIC_KEYS}; the nearest is providers",
        ),
        (
            changed(('id = "lee"', 'ID = "lee"')),
            f"providers[0].ID in {FILE} is 'lee'; accepted: only id, name, role, hours; the nearest is id",
        ),
        (
            changed(("minutes = 90", "minuts = 90")),
            (
                f"treatments[5].minuts in {FILE} is 90; accepted: only id, names, also, minutes, buffer_minutes, "
                "providers, new_patients, youngest, oldest; the nearest is minutes"
            ),
        ),
        (
            changed(('release = "13:00"', 'released = "13:00"')),
            f"held[1].released in {FILE} is '13:00'; accepted: only times, provider, release; the nearest is release",
        ),
        (
            changed(("tuesday", "teusday")),
            f"providers[0].hours.teusday in {FILE} is an array; accepted: only {WEEK}; the nearest is tuesday",
        ),
        (
            changed(("friday", "FRIDAY")),
            f"providers[0].hours.FRIDAY in {FILE} is an array; accepted: only {WEEK}; the nearest is friday",
        ),
        (
            changed(("friday", r'"fri\nday"')),
            rf"providers[0].hours.'fri\nday' in {FILE} is an array; accepted: only {WEEK}; the nearest is friday",
        ),
        (
            changed(("friday", "name.a.b")),
            f"providers[0].hours.name in {FILE} is a table; accepted: only {WEEK}; the nearest is sunday",
        ),
    ],
)
def test_a_key_that_does_not_belong_is_told_with_the_nearest(content: str, told: str) -> None:
    assert refusal(content) == f"setting {told}"


@pytest.mark.parametrize("hours", ["", "monday = []", "monday = []\nsunday = []"])
def test_who_never_works_is_nobody_to_book(hours: str) -> None:
    told = f"setting providers[0].hours in {FILE} is a table; accepted: at least one weekday with an opening"
    assert refusal(table_with("providers.hours", hours)) == told


def test_what_should_be_a_table_is_told() -> None:
    content = changed(("[providers.hours]", "[providers.hours_]")).replace('role = "dentist"', 'hours = "9 to 5"', 1)
    told = "accepted: only id, name, role, hours; the nearest is hours"
    assert refusal(content) == f"setting providers[0].hours_ in {FILE} is a table; {told}"
    content = table_with("arrival_instructions", "").replace("[arrival_instructions]", 'arrival_instructions = "Early"')
    told = "'Early'; accepted: a table, begun with [arrival_instructions]"
    assert refusal(content) == f"setting arrival_instructions in {FILE} is {told}"


def test_a_very_deep_key_is_told_like_any_other() -> None:
    told = f"setting a in {FILE} is a table; accepted: only {CLINIC_KEYS}; the nearest is name"
    assert refusal(".".join("a" * 2_000) + " = 1") == told


def test_the_error_keeps_its_facts() -> None:
    with pytest.raises(SettingError) as caught:
        parse_clinic(line_with("start_every_minutes", "3").encode(), FILE)
    error = caught.value
    assert (error.name, error.value, error.accepted) == (f"start_every_minutes in {FILE}", 3, MINUTES)
