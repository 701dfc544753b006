"""A person, a message, a question, an insurer: what a front desk does beside appointments."""

from __future__ import annotations

import pytest
from attrs import evolve

from receptionist.domain.clinic import Clinic
from receptionist.domain.commands import (
    AnswerQuestion,
    ChooseLanguage,
    Command,
    GiveUpCall,
    LeaveMessage,
    NoteInsurance,
    ReportTransfer,
    RequestPerson,
)
from receptionist.domain.tasks import corrected
from receptionist.errors import CallOverError
from receptionist.events.booking import DetailsRequested
from receptionist.events.call import (
    CallEnded,
    CallerTransferred,
    CallStarted,
    Channel,
    InsuranceNoted,
    LanguageChosen,
    PersonRequested,
    QuestionAnswered,
    TransferFailed,
)
from receptionist.events.clinic import TaskCorrected, TaskDone, TaskKind, TaskRaised, Urgency
from tests.domain.frontdesk import ANN, IDS, OPEN, begun, booked, details, raised, send
from tests.domain.specification import CLINIC, NOW, at, elsewhere, given

REACHABLE: Clinic = evolve(CLINIC, transfer_number="+15551234570")
PHONE = "+12125550123"


def person(name: str = "", phone: str = "", reason: str = "") -> RequestPerson:
    return RequestPerson(new=IDS, name=name, phone=phone, reason=reason, asked_at=NOW)


def message(words: str, name: str = ANN, phone: str = "212 555 0123", urgency: Urgency = "today") -> LeaveMessage:
    return LeaveMessage(new=IDS, name=name, phone=phone, message=words, urgency=urgency, asked_at=NOW)


def on(channel: Channel) -> CallStarted:
    return CallStarted(channel=channel, clinic="Bright Smile Dental", time_zone=CLINIC.time_zone, language="en")


def call_back(who: str = "", phone: str | None = None, to_do: str = "Call back.") -> TaskRaised:
    return raised(
        "callback", "today", "2026-11-18 17:00", who=who, phone=phone,
        done="The caller asked for a person; there is no number to put them through to.", to_do=to_do,
    )  # fmt: skip


def left(to_do: str, *, who: str = ANN, phone: str | None = PHONE, urgency: Urgency = "today") -> TaskRaised:
    due = "2026-11-18 10:15" if urgency == "now" else "2026-11-18 17:00"
    done = "The caller was promised that somebody calls back."
    kind: TaskKind = "message" if to_do != "Call back." else "callback"
    return raised(kind, urgency, due, who=who, phone=phone, done=done, to_do=to_do)


PROMISED = "The caller was promised that somebody calls back."


@pytest.mark.parametrize("channel", ["room", "phone"])
def test_a_caller_is_put_through_where_there_is_a_number(channel: Channel) -> None:
    given(on(channel)).at_clinic(REACHABLE).when(person(reason="My bill")).then(
        PersonRequested(phone="+15551234570", reason="My bill")
    )


def test_where_nobody_can_be_put_through_staff_call_back() -> None:
    """Honest: no number, or a terminal that cannot be put through."""
    command = person(ANN, "212 555 0123", "My bill")
    expected = (PersonRequested(phone=None, reason="My bill"), call_back(ANN, PHONE, "Call back: My bill"))
    given(on("phone")).when(command).then(*expected)
    given(on("terminal")).at_clinic(REACHABLE).when(command).then(*expected)


def test_who_it_is_and_where_to_call_is_what_the_call_knows() -> None:
    known = evolve(details(ANN, booking=OPEN), phone=PHONE)
    given(begun(OPEN), known).when(person()).then(PersonRequested(phone=None, reason=""), call_back(ANN, PHONE))


def test_asked_for_again_a_person_is_on_the_way_already() -> None:
    wanted = PersonRequested(phone=None, reason="")
    given(wanted, call_back()).when(person()).then_nothing()
    given(wanted, call_back(ANN, PHONE)).when(person(ANN, "212 555 0123")).then_nothing()
    reachable = PersonRequested(phone="+15551234570", reason="")
    given(on("phone"), reachable).at_clinic(REACHABLE).when(person(ANN, "212 555 0123")).then_nothing()


def test_a_name_and_a_number_that_are_given_afterwards_complete_the_line() -> None:
    """One line for one matter, with all that is known; the caller is not told again that nobody can be reached."""
    asked_for = PersonRequested(phone=None, reason="")
    given(asked_for, call_back()).when(person(ANN, "212 555 0123", "My bill")).then(
        corrected(call_back(ANN, PHONE, "Call back: My bill"))
    )
    given(asked_for, call_back()).when(message("", phone="212 555 0123")).then(
        corrected(evolve(call_back(ANN, PHONE), done=f"{call_back().done} {PROMISED}"))
    )
    without = left("Message: Hello", who="", phone=None)
    given(without).when(message("")).then(corrected(left("Message: Hello")))
    given(without).when(message("Hello")).then(corrected(left("Message: Hello")))
    given(without, corrected(left("Message: Hello"))).when(message("Hello", name="", phone="")).then_nothing()
    given(without, corrected(left("Message: Hello"))).when(message("")).then_nothing()


def test_a_line_without_a_number_is_completed_by_whatever_is_said_next() -> None:
    """The LLM tells the message again in other words, now with the number."""
    without = left("Message: About my crown", phone=None)
    given(without).when(message("It's about the crown", urgency="now")).then(
        corrected(left("Message: About my crown Message: It's about the crown", urgency="now"))
    )


def test_what_was_said_last_corrects_the_name_or_the_number() -> None:
    once = left("Message: Hello")
    given(once).when(message("", name="Ann Leigh")).then(corrected(left("Message: Hello", who="Ann Leigh")))
    given(once).when(message("", phone="917 555 0199")).then(corrected(left("Message: Hello", phone="+19175550199")))


def test_a_message_that_is_left_while_waiting_for_a_call_back_is_the_same_line() -> None:
    waiting = call_back(ANN, PHONE)
    told = evolve(left("Message: Hello"), done=f"{waiting.done} {PROMISED}")
    given(PersonRequested(phone=None, reason=""), waiting).when(message("Hello")).then(corrected(told))
    given(PersonRequested(phone=None, reason=""), waiting, corrected(told)).when(message("Hello")).then_nothing()


def test_somebody_elses_number_is_a_line_of_its_own() -> None:
    """My husband would like to be called, too."""
    given(left("Message: Hello")).when(message("", name="Bob Lee", phone="917 555 0199")).then(
        left("Call back.", who="Bob Lee", phone="+19175550199")
    )


def test_a_line_that_staff_have_done_is_not_added_to() -> None:
    without = left("Message: Hello", phone=None)
    done = elsewhere(TaskDone(task_id=without.task_id, note="She came by."))
    given(without, *done).when(message("")).then(left("Call back."))
    given(without, *done).when(message("Hello", phone="")).then_nothing()


def test_after_a_transfer_that_failed_the_number_completes_the_line_and_nobody_is_put_through_again() -> None:
    wanted = PersonRequested(phone="+15551234570", reason="")
    failed = given(on("phone"), wanted).when(ReportTransfer(new=IDS, failure="no answer", asked_at=NOW)).events()
    (completed,) = given(on("phone"), wanted, *failed).at_clinic(REACHABLE).when(person(ANN, "212 555 0123")).events()
    assert isinstance(completed, TaskCorrected)
    assert (completed.who, completed.phone, completed.urgency) == (ANN, PHONE, "now")


def test_after_a_transfer_that_failed_the_caller_may_insist() -> None:
    wanted = PersonRequested(phone="+15551234570", reason="")
    failed = given(on("phone"), wanted).when(ReportTransfer(new=IDS, failure="no answer", asked_at=NOW)).events()
    given(on("phone"), wanted, *failed).at_clinic(REACHABLE).when(person()).then(wanted)


def test_how_a_transfer_went_is_taken_down_and_a_failure_is_called_back_once() -> None:
    task = raised(
        "callback", "now", "2026-11-18 10:15", to_do="Call back.",
        done="The caller asked for a person, and nobody could be reached.",
    )  # fmt: skip
    failure = ReportTransfer(new=IDS, failure="no answer", asked_at=NOW)
    given().when(ReportTransfer(new=IDS, failure=None, asked_at=NOW)).then(CallerTransferred())
    given().when(failure).then(TransferFailed(why="no answer"), task)
    given(TransferFailed(why="no answer"), task).when(failure).then(TransferFailed(why="no answer"))


def test_a_message_is_a_line_of_the_inbox() -> None:
    given().when(message("Please call about my crown")).then(left("Message: Please call about my crown"))
    given().when(message("Call me!", urgency="now")).then(left("Message: Call me!", urgency="now"))
    given().when(message(" ")).then(left("Call back."))


def test_a_message_is_not_lost_for_a_number_that_cannot_be_read() -> None:
    """What was said stands there instead; staff may make sense of it."""
    given().when(message("Hello", phone="five five something")).then(
        left("Message: Hello", phone="five five something")
    )


def test_seven_digits_are_called_back_in_the_clinics_own_area() -> None:
    given().when(message("Hello", phone="123-4567")).then(left("Message: Hello", phone="+15551234567"))


def test_without_a_number_the_one_of_the_call_is_called_back_or_none() -> None:
    known = evolve(details(booking=OPEN), phone=PHONE)
    given(begun(OPEN), known).when(message("Hello", phone="")).then(left("Message: Hello"))
    given().when(message("Hello", name="", phone="")).then(left("Message: Hello", who="", phone=None))


def test_the_same_message_again_is_not_left_twice_and_another_is() -> None:
    once = left("Message: Hello")
    given(once).when(message("Hello")).then_nothing()
    given(once).when(message("Hello again")).then(left("Message: Hello again"))
    given(*elsewhere(once)).when(message("Hello")).then(once)


def test_a_message_may_be_as_long_as_a_voicemail() -> None:
    given().when(message("x" * 2_000)).then(left(f"Message: {'x' * 2_000}"))


def test_a_message_without_end_is_cut() -> None:
    long = "x" * 10_000
    (task,) = given().when(message(long, name=long, phone=long)).events()
    assert isinstance(task, TaskRaised)
    assert (len(task.to_do), len(task.who), len(task.phone or "")) == (len("Message: ") + 2_001, 301, 301)


def test_an_answered_question_is_taken_down_by_its_topic() -> None:
    given().when(AnswerQuestion(topic="parking")).then(QuestionAnswered(topic="parking"))


def test_an_insurer_is_taken_down_and_nothing_is_promised() -> None:
    given().when(NoteInsurance(carrier="Northwind Dental")).then(InsuranceNoted(carrier="Northwind Dental"))


def test_a_language_is_chosen_once() -> None:
    """The same again changes nothing; back again does; and the written word follows it."""
    spanish, english = LanguageChosen(language="es"), LanguageChosen(language="en")
    given().when(ChooseLanguage(language="es")).then(spanish)
    given().when(ChooseLanguage(language="en")).then_nothing()
    given(spanish).when(ChooseLanguage(language="es")).then_nothing()
    given(spanish).when(ChooseLanguage(language="en")).then(english)


def test_on_the_telephone_staff_send_what_cannot_be_shown_once() -> None:
    """In a browser it is shown at once, and again whenever it is asked for."""
    made = booked("2026-11-24 14:00")
    sent = DetailsRequested(appointment=made.appointment)
    task = raised(
        "details_by_hand", "today", "2026-11-18 17:00", who=ANN, patient="p-theirs", appointment="a-theirs",
        done="The caller is on the telephone, where nothing can be shown; the code was read aloud.",
        to_do="Send the details of the appointment in writing.",
    )  # fmt: skip
    given(on("room"), made).when(send()).then(sent)
    given(on("phone"), made).when(send()).then(sent, task)
    given(on("phone"), made, sent, task).when(send(asked_at=at("2026-11-18 10:05"))).then(sent)


@pytest.mark.parametrize(
    "command",
    [person(), message("Hello"), AnswerQuestion(topic="parking"), NoteInsurance(carrier="x"),
     ReportTransfer(new=IDS, failure=None, asked_at=NOW)],
    ids=lambda command: type(command).__name__,
)  # fmt: skip
def test_after_the_call_nothing_is_promised_any_more(command: Command) -> None:
    given(CallEnded(reason="caller_hung_up")).when(command).then_raises(CallOverError)


def test_a_call_that_is_given_up_is_the_staffs_now() -> None:
    """With whom it was about and where they can be called, as far as the call knows; once, whoever asks."""
    command = GiveUpCall(new=IDS, asked_at=NOW)
    failed = raised(
        "failed_call", "now", "2026-11-18 10:15",
        done="The assistant failed in this call several times, and the call was ended.",
        to_do="See what the caller wanted, and call back.",
    )  # fmt: skip
    given(on("phone")).when(command).then(failed)
    given(on("phone"), failed).when(command).then_nothing()
    known = evolve(details(ANN, booking=OPEN), phone=PHONE)
    given(begun(OPEN), known).when(command).then(evolve(failed, who=ANN, phone=PHONE))
