"""The tools beside appointments: emergencies, questions, a person, a language, the end."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import pytest

from receptionist.events.booking import BookingConfirmed
from receptionist.events.call import (
    EmergencyRecognised,
    InsuranceNoted,
    LanguageChosen,
    PersonRequested,
    QuestionAnswered,
)
from receptionist.events.catalogue import Event
from receptionist.events.clinic import TaskCorrected, TaskRaised
from receptionist.events.patient import PatientRegistered, RecognitionFailed, RecognitionGivenUp
from receptionist.language import Language
from tests.agent.asking import asked, one, script
from tests.agent.holding import speeches_of
from tests.agent.scripted import Calls, Says, ScriptedLLM, a_call, in_writing

LANGUAGES: tuple[Language, ...] = get_args(Language)
TRANSFER = "+15551234570"
DECEMBER_NIGHT = datetime(2026, 11, 19, 1, 0, tzinfo=UTC)


ON_CALL = (
    "This should not wait. Please call our on-call dentist now, at (555) 123-4599. If breathing or swallowing becomes"
    " hard, or if there is bleeding that does not stop, call 911 at once."
)


async def test_an_emergency_is_answered_in_the_approved_words_with_what_to_do_meanwhile(tmp_path: Path) -> None:
    words = "My son fell and knocked out a tooth!"
    async with a_call(tmp_path, script(Calls.one("report_emergency", words=words)), at=DECEMBER_NIGHT) as stand:
        (answer,) = await asked(stand)
        assert answer == (
            f"{ON_CALL} Hold the tooth by its crown, the part that you bite with, not by the root. Keep it moist in"
            " milk, and come with it at once."
        )
        recognised = await one(stand, EmergencyRecognised)
        assert (recognised.tier, recognised.words) == ("call_on_call_dentist", words)


@pytest.mark.parametrize("words", ["Me duele mucho una muela.", "I have a toothache."])
@pytest.mark.parametrize("language", LANGUAGES)
async def test_pain_is_understood_before_a_language_is_chosen(tmp_path: Path, words: str, language: Language) -> None:
    calls = (Calls.one("choose_language", language=language), Calls.one("report_emergency", words=words))
    async with a_call(tmp_path, script(*calls)) as stand:
        await asked(stand, turns=2)
        assert (await one(stand, EmergencyRecognised)).tier == "first_held_slot"


async def test_of_endless_words_the_beginning_and_the_end_are_looked_at(tmp_path: Path) -> None:
    for name, words in {
        "begins": "I can't breathe! " + "and so on " * 5_000,
        "ends": "and so on " * 5_000 + "and I can't breathe!",
    }.items():
        (tmp_path / name).mkdir()
        async with a_call(tmp_path / name, script(Calls.one("report_emergency", words=words))) as stand:
            assert await asked(stand) == [
                "This needs emergency help right now. Please hang up and call 911, or have somebody with you call it."
            ]


async def test_a_held_time_is_offered_and_booked_by_its_id(tmp_path: Path) -> None:
    pain = Calls.one("report_emergency", words="I have terrible tooth pain, it is unbearable.")
    book = Calls.one("book_appointment", name="Sarah", slot="s1")
    async with a_call(tmp_path, script(pain, book)) as stand:
        offer, booked = await asked(stand, turns=2)
        first, below = offer.split("\n")
        assert first.startswith("I'm sorry to hear that. We keep times free for just this: I can offer you Wednesday,")
        assert re.fullmatch(r"\(slots: s1 = \S+Z \w+\)", below)
        assert booked.startswith("You're booked for an emergency visit with Dr. ")


async def test_an_emergency_that_was_cut_off_is_said_first_of_all(tmp_path: Path) -> None:
    breath = Calls.one("report_emergency", words="I can't breathe!")
    async with a_call(tmp_path, ScriptedLLM(breath, Says("Are you there?"))) as stand:
        speeches = speeches_of(stand)
        stand.call.session.once("function_tools_executed", lambda _: speeches[-1].interrupt(force=True))
        await stand.call.hear("I can't breathe!")
        await stand.call.hear("Hello?")
        assert (await stand.said())[-1] == (
            "This needs emergency help right now. Please hang up and call 911, or have somebody with you call it."
            " Are you there?"
        )


@pytest.mark.parametrize(
    ("question", "topic", "carrier"),
    [
        ("Do you take Delta Dental?", "insurance", "Delta Dental"),
        ("Where can I park? I have Cigna.", "parking", "Cigna"),
        ("Where can I park?", "parking", None),
        ("I have MetLife.", "insurance", "MetLife"),
        ("¿Dónde puedo aparcar?", "parking", None),
    ],
)
async def test_a_question_is_answered_and_the_carrier_in_it_noted(
    tmp_path: Path, question: str, topic: str, carrier: str | None
) -> None:
    async with a_call(tmp_path, script(Calls.one("answer_question", question=question))) as stand:
        (answer,) = await asked(stand)
        answered: list[Event] = [QuestionAnswered(topic=topic)]
        noted: list[Event] = [] if carrier is None else [InsuranceNoted(carrier=carrier)]
        assert await stand.events(QuestionAnswered, InsuranceNoted) == [*noted, *answered]
        noted_words = "Thank you, I've noted your insurance. What it covers, the staff will have to check."
        assert (answer == noted_words) == (topic == "insurance")


@pytest.mark.parametrize("carrier", ["", "  ", None])
async def test_no_carrier_is_asked_for(tmp_path: Path, carrier: str | None) -> None:
    async with a_call(tmp_path, script(Calls.one("note_insurance", carrier=carrier))) as stand:
        assert await asked(stand) == ["What is your insurance called?"]
        assert await stand.events(InsuranceNoted) == []


async def test_who_asks_for_a_person_is_put_through_once_the_reply_is_over(tmp_path: Path) -> None:
    person = Calls.one("request_person", reason="a bill")
    async with a_call(tmp_path, script(person, person), channel="phone", transfer_number=TRANSFER) as stand:
        numbers: list[str] = []
        said_before: list[int] = []

        def wanted(number: str) -> None:
            numbers.append(number)
            said_before.append(len(stand.call.session.history.messages()))

        stand.call.session.userdata.person_wanted = wanted
        sentence = "Of course. One moment, please, I'm putting you through to a person."
        assert await asked(stand, turns=2) == [sentence, sentence]
        assert await stand.events(PersonRequested) == [PersonRequested(phone=TRANSFER, reason="a bill")]
        assert numbers == [TRANSFER]
        assert said_before == [3]


async def test_without_a_number_a_call_back_is_promised(tmp_path: Path) -> None:
    person = Calls.one("request_person", name="Sarah", phone="212 555 0123")
    async with a_call(tmp_path, script(person, person), channel="phone") as stand:
        first, again = await asked(stand, turns=2)
        assert first == (
            "Of course. I can't put you through from here. Somebody from the clinic will call you back by Wednesday,"
            " November 18th."
        )
        assert again == "Somebody from the clinic will call you back by Wednesday, November 18th."
        assert (await one(stand, TaskRaised)).phone == "+12125550123"


async def test_name_and_number_given_afterwards_complete_the_call_back(tmp_path: Path) -> None:
    """Nobody is told twice that they cannot be put through, and staff have one line."""
    first = Calls.one("request_person")
    then = Calls.one("request_person", name="Sarah", phone="212 555 0123")
    async with a_call(tmp_path, script(first, then, then), channel="phone") as stand:
        promise = "Somebody from the clinic will call you back by Wednesday, November 18th."
        assert await asked(stand, turns=3) == [
            "Of course. I can't put you through from here. What number can somebody call you back on?",
            f"Thank you. {promise}",
            promise,
        ]
        raised, corrected = await stand.events(TaskRaised, TaskCorrected)
        assert isinstance(raised, TaskRaised)
        assert isinstance(corrected, TaskCorrected)
        assert (corrected.task_id, corrected.who, corrected.phone) == (raised.task_id, "Sarah", "+12125550123")


async def test_the_same_wrong_details_again_cost_no_try_and_get_the_same_answer(tmp_path: Path) -> None:
    """Retried by the LLM as often as it likes; the next wrong details are the second try."""
    wrong = Calls.one("identify_patient", birth_date="March 4th, 1985", phone="212 555 0123")
    in_other_words = Calls.one("identify_patient", birth_date="3/4/1985", phone="(212) 555-0123")
    other = Calls.one("identify_patient", birth_date="March 5th, 1985", phone="212 555 0123")
    async with a_call(tmp_path, script(wrong, wrong, in_other_words, wrong, other)) as stand:
        assert len(set(await asked(stand, turns=5))) == 1
        failed = await stand.events(RecognitionFailed, RecognitionGivenUp)
        assert [getattr(each, "failures", None) for each in failed] == [1, 1, 1, 1, 2]
        assert len({getattr(each, "claim", None) for each in failed}) == 2


@pytest.mark.parametrize("language", ["es", "Spanish", "español", "ES-MX", " es "])
async def test_a_language_that_is_chosen_holds_for_all_that_follows(tmp_path: Path, language: str) -> None:
    chosen = Calls.one("choose_language", language=language)
    book = Calls.one("book_appointment", name="Sara", date="el martes", time="a las dos de la tarde")
    async with a_call(tmp_path, script(chosen, chosen, book, Calls.one("end_call"))) as stand:
        answers = await asked(stand, turns=4)
        assert answers[0] == answers[1]
        assert await stand.events(LanguageChosen) == [LanguageChosen(language="es")]
        assert "martes 24 de noviembre" in answers[2]
        assert answers[3] == "Gracias por llamar a Bright Smile Dental. ¡Hasta luego!"
        await stand.call.end("caller_hung_up")
        await stand.call.relay.all_settled()
        assert dict(in_writing(stand))["booking-confirmation"].startswith("Cita confirmada: Sara, el martes 24")


@pytest.mark.parametrize("language", ["fr", "Estonian", "catalan", "", None, 7])
async def test_of_other_languages_the_caller_hears_which_ones_there_are(tmp_path: Path, language: object) -> None:
    async with a_call(tmp_path, script(Calls.one("choose_language", language=language))) as stand:
        assert await asked(stand) == ["I speak English and Spanish. Which one would you like?"]
        assert await stand.events(LanguageChosen) == []


async def test_a_wrong_number_ends_politely_and_leaves_no_patient(tmp_path: Path) -> None:
    async with a_call(tmp_path, script(Calls.one("end_call", wrong_number=True))) as stand:
        assert await asked(stand) == ["No problem at all. Goodbye!"]
        assert await stand.call.over == "wrong_number"
        assert await stand.events(PatientRegistered, TaskRaised, BookingConfirmed) == []


async def test_who_interrupts_the_goodbye_is_not_hung_up_on(tmp_path: Path) -> None:
    async with a_call(tmp_path, ScriptedLLM(Calls.one("end_call"), Says("Of course."))) as stand:
        speeches = speeches_of(stand)
        stand.call.session.once("function_tools_executed", lambda _: speeches[-1].interrupt(force=True))
        await stand.call.hear("Bye.")
        assert (stand.call.ending, stand.call.over.done()) == (None, False)
        await stand.call.hear("Wait, one more thing.")
        assert (await stand.said())[-1] == "Of course."
