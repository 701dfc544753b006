"""What is said of each event: a person's sentences, polite, and one question at most."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from attrs import evolve

from receptionist.events.booking import (
    AppointmentCancelled,
    AppointmentMoved,
    AppointmentsTold,
    BookingConfirmed,
    BookingRefused,
    ClarificationAsked,
    DetailsRequested,
    LateArrivalReported,
    Question,
    RefusalReason,
    SlotsOffered,
)
from receptionist.events.call import Channel, InsuranceNoted, LanguageChosen, PersonRequested, TransferFailed
from receptionist.events.catalogue import CURRENT, Event
from receptionist.events.clinic import TaskCorrected, TaskKind, TaskRaised
from receptionist.events.patient import PatientRecognised, RecognitionFailed, RecognitionGivenUp, WaitingListJoined
from receptionist.events.personal import ERASED
from receptionist.ids import AppointmentId, PatientId
from receptionist.language import Language
from receptionist.projections.spoken import SAYINGS, spoken, spoken_together, still_booked
from tests.examples import EXAMPLES, PATIENT, ZONE, appointment, example
from tests.projections.saying import BOTH, asked, at, of, refused, slots, spanish

CHANNELS: tuple[Channel, ...] = get_args(Channel)
SCREENS: tuple[Channel, ...] = ("terminal", "room")
CODE_IN_ENGLISH = "K as in Kilo, seven, X as in X-ray. four, M as in Mike, R as in Romeo, P as in Papa."
CODE_IN_SPANISH = "K de kilo, siete, X de xilófono. cuatro, M de mamá, R de rosa, P de papá."
HEARD = (
    AppointmentCancelled, AppointmentMoved, AppointmentsTold, BookingConfirmed, BookingRefused, ClarificationAsked,
    DetailsRequested, InsuranceNoted, LanguageChosen, LateArrivalReported, PatientRecognised, PersonRequested,
    RecognitionFailed, RecognitionGivenUp, SlotsOffered, TaskCorrected, TaskRaised, TransferFailed, WaitingListJoined,
)  # fmt: skip


def said(event: Event, language: Language = "en", channel: Channel = "room", **context: Any) -> str | None:
    return spoken(event, language, channel=channel, **context)


# Bookings


def test_a_confirmation_reads_everything_back() -> None:
    event = example(BookingConfirmed)
    sentence = "You're booked for an exam with Dr. Lee on Tuesday, December 1st at 9 AM, Zoë Quillfeather."
    assert [said(event, channel=channel) for channel in CHANNELS] == [
        sentence,
        sentence,
        f"{sentence} Your confirmation code is: {CODE_IN_ENGLISH}",
    ]
    assert still_booked(event.appointment, "en") == sentence
    assert still_booked(event.appointment, "en", channel="phone") == said(event, channel="phone")


def test_a_confirmation_in_spanish_reads_everything_back() -> None:
    event = of(example(BookingConfirmed), "es")
    sentence = (
        "Queda reservada su cita para revisión con Dr. Lee el martes 1 de diciembre a las 9 de la mañana, a nombre de"
        " Zoë Quillfeather."
    )
    assert [said(event, "es", channel) for channel in CHANNELS] == [
        sentence,
        sentence,
        f"{sentence} Su código de confirmación es: {CODE_IN_SPANISH}",
    ]


def test_an_appointment_from_before_there_were_codes_and_treatments_is_read_back_with_what_it_has() -> None:
    old = of(example(BookingConfirmed), code="", treatment="visit", provider="")
    assert said(old, channel="phone") == "You're booked for a visit on Tuesday, December 1st at 9 AM, Zoë Quillfeather."


def test_what_was_erased_is_not_read_aloud_as_a_code() -> None:
    erased = of(example(BookingConfirmed), code=ERASED, patient_name=ERASED)
    assert said(erased, channel="phone") == (
        "You're booked for an exam with Dr. Lee on Tuesday, December 1st at 9 AM, [erased]."
    )


def test_a_child_does_not_come_alone() -> None:
    for event in (of(example(BookingConfirmed), minor=True), of(example(AppointmentMoved), minor=True)):
        assert "A parent or guardian must come along." in str(said(event))
        assert "Debe venir también uno de los padres o un tutor." in str(said(event, "es"))
    assert "guardian" not in str(said(example(BookingConfirmed)))


def test_a_name_that_ends_in_a_full_stop_ends_the_sentence() -> None:
    junior = of(example(BookingConfirmed), patient_name="John Smith Jr.")
    assert str(said(junior)).endswith("at 9 AM, John Smith Jr.")


def test_a_name_with_braces_in_it_is_only_a_name() -> None:
    assert str(said(of(example(BookingConfirmed), patient_name="{code} {0}"))).endswith("at 9 AM, {code} {0}.")


def test_a_move_is_said_with_the_new_time() -> None:
    event = example(AppointmentMoved)
    sentence = (
        "All right, I've moved you to Wednesday, December 2nd at 10 AM for an exam with Dr. Lee, Zoë Quillfeather."
    )
    assert [said(event, channel=channel) for channel in CHANNELS] == [
        sentence,
        sentence,
        f"{sentence} Your confirmation code stays the same.",
    ]
    assert said(of(event, "es"), "es") == (
        "De acuerdo, he cambiado su cita para revisión con Dr. Lee: ahora es el miércoles 2 de diciembre a las 10 de la"
        " mañana, a nombre de Zoë Quillfeather."
    )


@pytest.mark.parametrize(
    ("within_notice", "hours", "english", "spanish_words"),
    [
        (False, 24, "", ""),
        (True, 0, "", ""),
        (
            True,
            1,
            " We ask for an hour's notice, so the staff may get in touch with you about it.",
            (" Pedimos que se nos avise con una hora de anticipación, así que es posible que el personal le contacte."),
        ),
        (
            True,
            24,
            " We ask for 24 hours' notice, so the staff may get in touch with you about it.",
            (" Pedimos que se nos avise con 24 horas de anticipación, así que es posible que el personal le contacte."),
        ),
    ],
)
def test_a_cancellation_states_the_policy_where_it_was_late(
    within_notice: bool,  # noqa: FBT001
    hours: int,
    english: str,
    spanish_words: str,
) -> None:
    event = evolve(example(AppointmentCancelled), within_notice=within_notice, notice_hours=hours)
    assert said(event) == (
        "All right, I've cancelled the exam with Dr. Lee on Tuesday, December 1st at 9 AM for Zoë Quillfeather."
        f"{english}"
    )
    assert said(of(event, "es"), "es") == (
        "De acuerdo, he cancelado la cita de Zoë Quillfeather para revisión con Dr. Lee, que era el martes 1 de"
        f" diciembre a las 9 de la mañana.{spanish_words}"
    )


@pytest.mark.parametrize(
    ("minutes", "grace", "english", "spanish_words"),
    [
        (
            15,
            15,
            "Thank you for letting us know. I've told the staff that you will be 15 minutes late.",
            "Gracias por avisarnos. Ya le dije al personal que llegará 15 minutos tarde.",
        ),
        (
            1,
            15,
            "Thank you for letting us know. I've told the staff that you will be a minute late.",
            "Gracias por avisarnos. Ya le dije al personal que llegará 1 minuto tarde.",
        ),
        (
            0,
            15,
            "Thank you for letting us know. I've told the staff that you will be a little late.",
            "Gracias por avisarnos. Ya le dije al personal que llegará un poco tarde.",
        ),
        (
            16,
            15,
            (
                "Thank you for letting us know, I've told the staff. If you are 16 minutes late, they may not be able"
                " to see you any more. Would you like another time?"
            ),
            (
                "Gracias por avisarnos, ya se lo dije al personal. Si llega 16 minutos tarde, quizá ya no se le pueda"
                " atender. ¿Quiere otra hora?"
            ),
        ),
    ],
)
def test_who_is_too_late_is_offered_another_time(minutes: int, grace: int, english: str, spanish_words: str) -> None:
    event = evolve(example(LateArrivalReported), minutes=minutes, grace_minutes=grace)
    assert [said(event, language) for language in BOTH] == [english, spanish_words]


def test_what_is_booked_is_told_one_after_the_other() -> None:
    tom = appointment(
        appointment_id=AppointmentId("a-tom"),
        patient_name="Tom",
        treatment="cleaning",
        provider="Maya Torres",
        starts_at=at("2026-12-04 13:30"),
    )
    event = AppointmentsTold(appointments=(appointment(), tom))
    assert said(event) == (
        "There are 2 appointments. Zoë Quillfeather has an exam with Dr. Lee on Tuesday, December 1st at 9 AM. Tom has"
        " a cleaning with Maya Torres on Friday, December 4th at 1:30 PM."
    )
    assert said(AppointmentsTold(appointments=(spanish(),)), "es") == (
        "Zoë Quillfeather tiene cita para revisión con Dr. Lee el martes 1 de diciembre a las 9 de la mañana."
    )


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "I don't see any appointment ahead. Would you like to book one?"),
        ("es", "No veo ninguna cita pendiente. ¿Quiere reservar una?"),
    ],
)
def test_that_nothing_is_booked_is_said(language: Language, words: str) -> None:
    assert said(AppointmentsTold(appointments=()), language) == words


@pytest.mark.parametrize("channel", SCREENS)
def test_that_the_details_were_sent_is_said_where_they_can_be_seen(channel: Channel) -> None:
    assert said(example(DetailsRequested), channel=channel) == (
        "I've sent you the details of your appointment on Tuesday, December 1st at 9 AM again."
    )
    assert said(example(DetailsRequested), "es", channel) == (
        "Le he enviado de nuevo los detalles de su cita, que es el martes 1 de diciembre a las 9 de la mañana."
    )


def test_by_telephone_the_code_is_read_aloud_and_nothing_is_said_to_have_been_sent() -> None:
    assert said(example(DetailsRequested), channel="phone") == (
        "I can't show you anything on a phone line, so the staff will send you the details of your appointment on"
        f" Tuesday, December 1st at 9 AM. Your confirmation code is: {CODE_IN_ENGLISH}"
    )
    assert said(example(DetailsRequested), "es", "phone") == (
        "Por teléfono no puedo mostrarle nada, así que el personal le enviará los detalles de su cita, que es el martes"
        f" 1 de diciembre a las 9 de la mañana. Su código de confirmación es: {CODE_IN_SPANISH}"
    )


# Offers


@pytest.mark.parametrize(
    ("offered", "english", "spanish_words"),
    [
        (
            ("2026-11-24 13:00",),
            "I have Tuesday, November 24th at 1 PM with Dr. Lee. Would that suit you?",
            "Tengo libre el martes 24 de noviembre a la 1 de la tarde con Dr. Lee. ¿Le conviene?",
        ),
        (
            ("2026-11-24 13:00", "2026-11-24 14:00"),
            "I have Tuesday, November 24th at 1 PM or 2 PM with Dr. Lee. Would one of these suit you?",
            (
                "Tengo libre el martes 24 de noviembre a la 1 de la tarde o a las 2 de la tarde con Dr. Lee. ¿Le"
                " conviene alguna de estas horas?"
            ),
        ),
        (
            (("2026-11-24 13:00", "Dr. Lee"), ("2026-11-24 14:00", "Dr. Patel")),
            (
                "I have Tuesday, November 24th at 1 PM with Dr. Lee or at 2 PM with Dr. Patel. Would one of these suit"
                " you?"
            ),
            (
                "Tengo libre el martes 24 de noviembre a la 1 de la tarde con Dr. Lee o a las 2 de la tarde con Dr."
                " Patel. ¿Le conviene alguna de estas horas?"
            ),
        ),
        (
            (("2026-11-24 13:00", ""),),
            "I have Tuesday, November 24th at 1 PM. Would that suit you?",
            "Tengo libre el martes 24 de noviembre a la 1 de la tarde. ¿Le conviene?",
        ),
        (
            (),
            "I'm sorry, I have nothing free then. What other day and time would suit you?",
            "Lo siento, para entonces no tengo nada libre. ¿Qué otro día y a qué hora le vendría bien?",
        ),
    ],
)
def test_free_times_are_offered_with_whom(
    offered: tuple[str | tuple[str, str], ...], english: str, spanish_words: str
) -> None:
    event = evolve(example(SlotsOffered), slots=slots(*offered))
    assert [said(event, language) for language in BOTH] == [english, spanish_words]


REFUSALS: dict[RefusalReason, tuple[str, str]] = {
    "name_missing": ("I didn't get a name.", "Whose name should I put the appointment under?"),
    "name_too_long": ("That name is longer than I can write down.", "What is the first and the last name?"),
    "name_not_a_name": (
        "I didn't catch the name properly.",
        "Could you tell me the first and the last name again?",
    ),
    "in_the_past": ("I'm sorry, that time has already passed.", ""),
    "closed_that_day": ("I'm sorry, we're closed that day.", ""),
    "outside_hours": ("I'm sorry, we don't see patients at that time.", ""),
    "no_such_start": ("I'm sorry, no appointment begins at exactly that time.", ""),
    "too_far_ahead": ("I'm sorry, the diary doesn't go that far ahead yet.", ""),
    "slot_taken": ("I'm sorry, that time is already taken.", ""),
    "already_booked": (
        "There is an appointment under that name from this call already.",
        "Would you like to move it?",
    ),
    "malformed_request": (
        "I'm sorry, I didn't catch that.",
        "Could you tell me the name, the day and the time again?",
    ),
    "unknown_slot": ("I'm sorry, I'm not sure which of the times you mean.", "Which day and time would you like?"),
    "no_free_time": ("I'm sorry, I have nothing free then.", ""),
    "not_performed_by": (
        "I'm sorry, the person you asked for doesn't do that treatment.",
        "Would you like to see somebody else for it?",
    ),
    "not_for_new_patients": (
        "I'm sorry, for that treatment we need to have seen the patient before.",
        "Would you like to book a first visit instead?",
    ),
    "age_limits": (
        "I'm sorry, that treatment isn't for a patient of that age.",
        "What else could the visit be for?",
    ),
    "provider_away": ("I'm sorry, the person you asked for isn't in at that time.", ""),
}


@pytest.mark.parametrize("reason", get_args(RefusalReason))
def test_each_refusal_says_why_and_asks_one_thing(reason: RefusalReason) -> None:
    why, question = REFUSALS[reason]
    assert said(refused(reason)) == f"{why} {question or 'What other day and time would suit you?'}"


@pytest.mark.parametrize("reason", get_args(RefusalReason))
def test_what_could_be_had_instead_is_offered_in_the_same_breath(reason: RefusalReason) -> None:
    event = refused(reason, "2026-11-24 13:00", "2026-11-24 13:30", "2026-11-24 14:30")
    assert said(event) == (
        f"{REFUSALS[reason][0]} I could offer Tuesday, November 24th at 1 PM, 1:30 PM or 2:30 PM."
        " Would one of these suit you?"
    )


@pytest.mark.parametrize("reason", get_args(RefusalReason))
def test_each_refusal_is_one_of_its_kind_in_spanish_too(reason: RefusalReason) -> None:
    """Other words than for any other reason but one: nothing free is nothing free, asked for or found."""
    sentences = [said(refused(each), "es") for each in get_args(RefusalReason)]
    mine = said(refused(reason), "es")
    assert sentences.count(mine) == 1
    assert str(mine).count("?") == str(mine).count("¿") == 1
    instead = str(said(refused(reason, "2026-11-24 13:00"), "es"))
    assert instead == (
        f"{SAYINGS['es'].refusals[reason]} Puedo ofrecerle el martes 24 de noviembre a la 1 de la tarde. ¿Le conviene?"
    )


@pytest.mark.parametrize(
    ("alternatives", "offer"),
    [
        (("2026-11-24 13:00",), "Tuesday, November 24th at 1 PM. Would that suit you?"),
        (
            ("2026-11-24 13:00", "2026-11-24 13:30"),
            "Tuesday, November 24th at 1 PM or 1:30 PM. Would one of these suit you?",
        ),
        (
            ("2026-11-25 09:30", "2026-11-25 10:00", "2026-11-27 10:00"),
            (
                "Wednesday, November 25th at 9:30 AM or 10 AM, or Friday, November 27th at 10 AM."
                " Would one of these suit you?"
            ),
        ),
    ],
)
def test_as_many_are_offered_as_there_are(alternatives: tuple[str, ...], offer: str) -> None:
    assert said(refused("slot_taken", *alternatives)) == f"I'm sorry, that time is already taken. I could offer {offer}"


# Questions


@pytest.mark.parametrize(
    ("question", "english", "spanish_words"),
    [
        (
            asked("date", "2026-11-19 14:00", "2026-11-26 14:00"),
            "Do you mean Thursday, November 19th, or Thursday, November 26th?",
            "¿Se refiere al jueves 19 de noviembre o al jueves 26 de noviembre?",
        ),
        (
            asked("date", "2026-11-24 14:00", "2026-11-25 14:00", "2026-12-25 14:00"),
            "Do you mean Tuesday, November 24th, Wednesday, November 25th, or Friday, December 25th?",
            "¿Se refiere al martes 24 de noviembre, al miércoles 25 de noviembre o al viernes 25 de diciembre?",
        ),
        (asked("date"), "Which day would suit you?", "¿Qué día le vendría bien?"),
        (asked("date", "2026-11-24 14:00"), "Which day would suit you?", "¿Qué día le vendría bien?"),
        (
            asked("time", "2026-11-20 08:00", "2026-11-20 20:00"),
            "Do you mean 8 AM, or 8 PM?",
            "¿Se refiere a las 8 de la mañana o a las 8 de la noche?",
        ),
        (
            asked("time", "2026-11-20 13:00"),
            "Do you mean 1 PM?",
            "¿Se refiere a la 1 de la tarde?",
        ),
        (asked("time"), "What time of day would suit you?", "¿A qué hora le vendría bien?"),
        (
            asked("time", "2026-11-20 08:00", "2026-11-27 20:00"),
            "Do you mean Friday, November 20th at 8 AM, or Friday, November 27th at 8 PM?",
            (
                "¿Se refiere al viernes 20 de noviembre a las 8 de la mañana o al viernes 27 de noviembre a las 8 de la"
                " noche?"
            ),
        ),
        (
            asked("appointment", "2026-11-20 08:00", "2026-11-27 13:00", choices=("a-1", "a-2")),
            "Which appointment do you mean: Friday, November 20th at 8 AM or Friday, November 27th at 1 PM?",
            (
                "¿A qué cita se refiere: el viernes 20 de noviembre a las 8 de la mañana o el viernes 27 de noviembre a"
                " la 1 de la tarde?"
            ),
        ),
        (
            asked("appointment", "2026-11-20 08:00", "2026-11-20 08:00", choices=("a-1", "a-2")),
            "Which appointment do you mean?",
            "¿A qué cita se refiere?",
        ),
    ],
)
def test_a_question_names_what_could_be_meant(question: ClarificationAsked, english: str, spanish_words: str) -> None:
    assert [said(question, language) for language in BOTH] == [english, spanish_words]


NAMES = {"exam": "exam", "cleaning": "cleaning", "lee": "Dr. Lee", "patel": "Dr. Patel", "x": "", "a": "a", "b": "b"}


@pytest.mark.parametrize(
    ("about", "choices", "english"),
    [
        ("treatment", ("exam", "cleaning"), "What is the visit for: an exam or a cleaning?"),
        ("provider", ("lee", "patel"), "Who would you like to see: Dr. Lee or Dr. Patel?"),
        ("provider", ("lee",), "Who would you like to see?"),
        ("provider", ("lee", "gone"), "Who would you like to see?"),
        ("provider", ("lee", "x"), "Who would you like to see?"),
        ("treatment", ("exam", "cleaning", "lee", "a", "b"), "What would you like to come in for?"),
        ("new_patient", ("lee", "patel"), "Would this be the first visit to our clinic?"),
    ],
)
def test_treatments_and_people_are_named_where_they_are_few_and_known(
    about: Question, choices: tuple[str, ...], english: str
) -> None:
    assert said(asked(about, choices=choices), names=NAMES) == english


def test_people_are_named_in_spanish_without_english_articles() -> None:
    names = {"exam": "revisión", "cleaning": "limpieza"}
    assert said(asked("treatment", choices=("exam", "cleaning")), "es", names=names) == (
        "¿Para qué es la visita: revisión o limpieza?"
    )


QUESTIONS: dict[Question, str] = {
    "date": "Which day would suit you?",
    "time": "What time of day would suit you?",
    "treatment": "What would you like to come in for?",
    "provider": "Who would you like to see?",
    "new_patient": "Would this be the first visit to our clinic?",
    "birth_date": "What is the patient's date of birth, with the month, the day and the year?",
    "phone": "What is the patient's phone number, with the area code?",
    "name": "What is the patient's first and last name?",
    "code": "Could you read me the confirmation code, one character at a time?",
    "appointment": "Which appointment do you mean?",
}


@pytest.mark.parametrize("about", get_args(Question))
def test_everything_can_be_asked_for_in_both_languages(about: Question) -> None:
    assert said(asked(about)) == QUESTIONS[about]
    in_spanish = [said(asked(each), "es") for each in get_args(Question)]
    assert in_spanish.count(said(asked(about), "es")) == 1


# Beside bookings


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "I'm sorry, I couldn't confirm those details. Could you give them to me once more?"),
        ("es", "Lo siento, no pude confirmar esos datos. ¿Me los da una vez más, por favor?"),
    ],
)
def test_whoever_is_not_recognised_hears_the_same_words(language: Language, words: str) -> None:
    """Whether somebody is a patient is told to nobody: not by the way that was tried, nor by how often."""
    failures = [
        RecognitionFailed(by=by, failures=n, claim="") for by in ("birth_date_and_phone", "code") for n in (1, 2)
    ]
    assert [said(each, language) for each in failures] == [words] * 4


def test_who_is_recognised_is_thanked_and_told_nothing() -> None:
    recognised = example(PatientRecognised)
    by_code = evolve(recognised, by="code", appointment_id=AppointmentId("a-1"), wards=(PatientId("p-1"),))
    assert {said(recognised), said(by_code)} == {"Thank you, that's all I need."}
    assert said(recognised, "es") == "Gracias, eso es todo lo que necesito."


def test_who_is_not_asked_again_is_not_asked_once_more() -> None:
    events = (RecognitionFailed(by="code", failures=3, claim=""), RecognitionGivenUp(failures=3))
    assert spoken_together(events, "en", channel="phone") == said(RecognitionGivenUp(failures=3))
    assert spoken_together(events[:1], "en", channel="phone") == said(events[0])


def test_of_several_events_nothing_is_said_twice() -> None:
    twins = [evolve(example(PatientRecognised), patient_id=PatientId(f"p-{n}")) for n in (1, 2)]
    assert spoken_together(twins, "en", channel="phone") == "Thank you, that's all I need."
    assert spoken_together((), "en", channel="phone") == ""
    whole = spoken_together((example(TransferFailed), callback()), "en", channel="phone", time_zone=ZONE)
    assert whole == (
        "I'm sorry, nobody could take your call just now. Somebody from the clinic will call you back by Monday,"
        " November 30th."
    )


def callback(**changes: Any) -> TaskRaised:
    return evolve(example(TaskRaised), **({"kind": "callback"} | changes))


@pytest.mark.parametrize(
    ("changes", "zone", "english", "spanish_words"),
    [
        (
            {},
            ZONE,
            "Somebody from the clinic will call you back by Monday, November 30th.",
            "Una persona de la clínica le devolverá la llamada a más tardar el lunes 30 de noviembre.",
        ),
        (
            {},
            "Asia/Tokyo",
            "Somebody from the clinic will call you back by Tuesday, December 1st.",
            "Una persona de la clínica le devolverá la llamada a más tardar el martes 1 de diciembre.",
        ),
        (
            {},
            None,
            "Somebody from the clinic will call you back.",
            "Una persona de la clínica le devolverá la llamada.",
        ),
        (
            {"urgency": "now"},
            ZONE,
            "Somebody from the clinic will call you back as soon as they can.",
            "Una persona de la clínica le devolverá la llamada en cuanto pueda.",
        ),
        (
            {"phone": None},
            ZONE,
            "What number can somebody call you back on?",
            "¿A qué número le podemos devolver la llamada?",
        ),
        (
            {"phone": ""},
            ZONE,
            "What number can somebody call you back on?",
            "¿A qué número le podemos devolver la llamada?",
        ),
    ],
)
def test_a_call_back_is_promised_as_far_as_it_can_be_kept(
    changes: dict[str, Any], zone: str | None, english: str, spanish_words: str
) -> None:
    event = callback(**changes)
    assert [said(event, language, time_zone=zone) for language in BOTH] == [english, spanish_words]
    message = evolve(event, kind="message")
    assert said(message, time_zone=zone) == f"I've taken down your message for the staff. {english}"
    assert said(message, "es", time_zone=zone) == f"He anotado su mensaje para el personal. {spanish_words}"


def test_after_a_refusal_that_needs_a_person_somebody_calls_or_would_if_there_were_a_number() -> None:
    """It comes behind the refusal's own question, and asks nothing itself."""
    event = evolve(example(TaskRaised), kind="refusal")
    assert [said(event, language, time_zone=ZONE) for language in BOTH] == [
        "I'll also have somebody from the clinic call you about that by Monday, November 30th.",
        "Además, una persona de la clínica le llamará por eso a más tardar el lunes 30 de noviembre.",
    ]
    assert [said(evolve(event, phone=None), language, time_zone=ZONE) for language in BOTH] == [
        "If you leave me a number, I'll also have somebody from the clinic call you about that.",
        "Si me deja un número, una persona de la clínica también le llamará por eso.",
    ]


def test_whoever_completes_a_line_is_thanked_and_promised_the_call_back() -> None:
    event = evolve(example(TaskCorrected), urgency="today", due=example(TaskRaised).due)
    promise = "Somebody from the clinic will call you back by Monday, November 30th."
    assert said(event, time_zone=ZONE) == f"Thank you. {promise}"
    assert said(evolve(event, phone=None), time_zone=ZONE) == "Thank you. What number can somebody call you back on?"


@pytest.mark.parametrize("kind", sorted(set(get_args(TaskKind)) - {"message", "callback", "refusal"}))
def test_what_staff_must_do_beside_that_is_not_told_to_the_caller(kind: TaskKind) -> None:
    assert said(evolve(example(TaskRaised), kind=kind), time_zone=ZONE) is None


@pytest.mark.parametrize(
    ("phone", "english", "spanish_words"),
    [
        (
            "+15551234570",
            "Of course. One moment, please, I'm putting you through to a person.",
            "Por supuesto. Un momento, por favor, le comunico con una persona.",
        ),
        (None, "Of course. I can't put you through from here.", "Por supuesto. Desde aquí no puedo comunicarle."),
    ],
)
def test_who_asks_for_a_person_hears_what_will_happen(phone: str | None, english: str, spanish_words: str) -> None:
    event = evolve(example(PersonRequested), phone=phone)
    assert [said(event, language) for language in BOTH] == [english, spanish_words]


def test_the_waiting_list_promises_no_more_than_a_call_if_a_time_comes_free() -> None:
    event = example(WaitingListJoined)
    assert said(event) == (
        "I've put Zoë Quillfeather on the waiting list. If a time comes free between Tuesday, December 1st and Friday,"
        " December 4th, somebody will call you."
    )
    assert said(evolve(event, last=event.first), "es") == (
        "He puesto a Zoë Quillfeather en la lista de espera. Si queda libre una hora el martes 1 de diciembre, le"
        " llamaremos."
    )


@pytest.mark.parametrize("language", BOTH)
def test_a_language_is_chosen_in_that_language(language: Language) -> None:
    words = {
        said(LanguageChosen(language="en"), language): "en",
        said(LanguageChosen(language="es"), language): "es",
    }
    assert words == {"Of course, let's speak English.": "en", "Por supuesto, hablemos en español.": "es"}


def test_no_coverage_is_promised() -> None:
    assert [said(example(InsuranceNoted), language) for language in BOTH] == [
        "Thank you, I've noted your insurance. What it covers, the staff will have to check.",
        "Gracias, he anotado su seguro. Lo que cubre lo tiene que comprobar el personal.",
    ]


# All


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize("cls", CURRENT.values(), ids=lambda cls: cls.__name__)
def test_only_what_the_caller_must_hear_is_said(cls: type[Event], language: Language, channel: Channel) -> None:
    """On one line, with one question at most; an emergency's words are not among these."""
    words = said(example(cls), language, channel, time_zone=ZONE)
    assert (words is not None) == (cls in HEARD)
    if words is not None:
        assert words.isprintable()
        assert words.strip() == words
        assert words.count("?") <= 1
        assert words[-1] in ".?"
        assert "{" not in words


@pytest.mark.parametrize("cls", HEARD, ids=lambda cls: cls.__name__)
def test_each_language_has_words_of_its_own(cls: type[Event]) -> None:
    """No sentence of one stands in the other, but for what a language is chosen with."""
    english, in_spanish = (said(example(cls), language, "phone", time_zone=ZONE) for language in BOTH)
    assert (english == in_spanish) == (cls is LanguageChosen)


def test_a_code_is_read_aloud_by_telephone_only() -> None:
    aloud = {
        (type(event), channel)
        for event in EXAMPLES
        for channel in CHANNELS
        if "K as in Kilo" in (said(event, channel=channel) or "")
    }
    assert aloud == {(BookingConfirmed, "phone"), (DetailsRequested, "phone")}


def test_what_is_said_without_a_name_has_no_name_in_it() -> None:
    with_name = {
        BookingConfirmed, AppointmentMoved, AppointmentCancelled, AppointmentsTold, WaitingListJoined,
    }  # fmt: skip
    assert {type(event) for event in EXAMPLES if PATIENT in (said(event) or "")} == with_name
