"""What surrounds an act: the words that led to it, what went before, how the caller was known, what was told of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import evolve

from receptionist.events.booking import (
    Appointment,
    AppointmentMoved,
    BookingConfirmed,
    BookingRefused,
    BookingRequested,
    ClarificationAsked,
    OfferedSlot,
    SlotsOffered,
)
from receptionist.events.call import CallResumed, EmergencyRecognised, ToolReturned, UtteranceHeard, UtteranceSpoken
from receptionist.events.patient import PatientRecognised, WaitingListLeft, WaitingListOffered
from receptionist.events.recorded import Recorded
from receptionist.ids import BookingId, CallId
from receptionist.replaying.masking import Show
from receptionist.replaying.why.case import Case
from receptionist.replaying.why.deliveries import deliveries
from receptionist.replaying.why.facts import (
    Act,
    Asked,
    Choice,
    KnownBy,
    Offered,
    Refused,
    Spoken,
    Step,
    TakenFrom,
    Wish,
)

# What an act brings about with it stands right behind it.
_BEHIND = 4
_LONGEST_WORDS = 240


class Circumstances:
    """Looks around in a case.

    Args:
        show: How free text may be shown.
    """

    def __init__(self, case: Case, show: Show) -> None:
        self._case, self._show = case, show

    def channel(self, call: CallId | None) -> str | None:
        """Where that call's caller was."""
        account = None if call is None else self._case.accounts.get(call)
        return None if account is None else account.channel

    def shown(self, text: str) -> tuple[str, ...]:
        """*text* on one line and not endless, if there is any."""
        shown = " ".join(self._show(text).split())
        cut = shown if len(shown) <= _LONGEST_WORDS else f"{shown[:_LONGEST_WORDS].rstrip()}…"
        return (cut,) if cut else ()

    def of(self, recorded: Recorded, appointment: Appointment, act: Act) -> Act:
        """*act* with all that surrounds it."""
        before = self._before(recorded)
        event = recorded.event
        booking = event.booking_id if isinstance(event, BookingConfirmed | AppointmentMoved) else None
        wish = None if booking is None else self._wish(before, booking)
        return evolve(
            act,
            starts_at=appointment.starts_at,
            provider=appointment.provider,
            known_by=self._known_by(before, appointment) if recorded.metadata.call and act.kind != "booked" else None,
            heard=self._heard(before, () if wish is None else (wish.date_words, wish.time_words)),
            steps=() if booking is None else tuple(self._steps(before, booking)),
            wish=wish,
            emergency=act.kind == "booked" and self._is_urgent(before),
            waited=any(self._waited(each, appointment) for each in self._behind(recorded)),
            offered_on=any(isinstance(each.event, WaitingListOffered) for each in self._behind(recorded)),
            spoken=self._spoken(recorded),
            sent=deliveries(self._case, recorded),
        )

    def refusal(self, recorded: Recorded, event: BookingRefused, act: Act) -> tuple[Act, Refused]:
        """*act* with all that surrounds a refusal, and what was refused."""
        before = self._before(recorded)
        asked = [each.event for each in before if getattr(each.event, "booking_id", None) == event.booking_id]
        decisive = [each for each in asked if isinstance(each, BookingRequested | BookingRefused)]
        request = decisive[-1] if decisive and isinstance(decisive[-1], BookingRequested) else None
        heard, spoken = self._heard(before, ()), self._spoken(recorded)
        act = evolve(act, heard=heard, spoken=spoken, sent=deliveries(self._case, recorded))
        return act, self._refused(event, request)

    def _before(self, recorded: Recorded) -> Sequence[Recorded]:
        """What happened before it in the same call, or in the same act of staff."""
        same = (recorded.metadata.call, recorded.metadata.person)
        return [
            each
            for each in self._case.events
            if each.position < recorded.position and (each.metadata.call, each.metadata.person) == same
        ]

    def _behind(self, recorded: Recorded) -> Sequence[Recorded]:
        near = range(recorded.position + 1, recorded.position + 1 + _BEHIND)
        call = recorded.metadata.call
        return [each for each in self._case.events if each.position in near and each.metadata.call == call]

    def _waited(self, each: Recorded, appointment: Appointment) -> bool:
        left = each.event
        return isinstance(left, WaitingListLeft) and (left.patient_id, left.why) == (appointment.patient_id, "booked")

    def _known_by(self, before: Sequence[Recorded], appointment: Appointment) -> KnownBy | None:
        for each in reversed(before):
            match each.event:
                case BookingConfirmed(appointment=booked) if booked.appointment_id == appointment.appointment_id:
                    return "this_call"
                case PatientRecognised(by=by, appointment_id=its, patient_id=who):
                    if its == appointment.appointment_id or (its is None and who == appointment.patient_id):
                        return by
                    if appointment.patient_id in each.event.wards:
                        return "guardian"
                case _:
                    continue
        return None

    def _is_urgent(self, before: Sequence[Recorded]) -> bool:
        found = [each.event for each in before if isinstance(each.event, EmergencyRecognised)]
        return bool(found) and found[-1].tier == "first_held_slot"

    def _heard(self, before: Sequence[Recorded], understood: Sequence[str]) -> tuple[str, ...]:
        """The caller's last turn, and the ones before it that have the words that were understood."""
        turn, said = list[Recorded](), [each for each in before if isinstance(each.event, UtteranceHeard)]
        for each in reversed(before):
            if isinstance(each.event, UtteranceSpoken) and turn:
                break
            if isinstance(each.event, UtteranceHeard):
                turn.append(each)
        chosen = {each.position: each for each in turn}
        for words in understood:
            having = [each for each in said if words and words.casefold() in _text(each).casefold()]
            chosen |= {each.position: each for each in having[-1:]}
        texts = (self.shown(_text(chosen[position])) for position in sorted(chosen))
        return tuple(dict.fromkeys(text for shown in texts for text in shown))

    def _wish(self, before: Sequence[Recorded], booking: BookingId) -> Wish | None:
        requests = (each.event for each in before if isinstance(each.event, BookingRequested))
        asked = [each for each in requests if each.booking_id == booking]
        if not asked:
            return None
        request = asked[-1]
        return Wish(
            date_words="".join(self.shown(request.date_words)),
            time_words="".join(self.shown(request.time_words)),
            asked_at=request.asked_at,
            meant=request.starts_at,
            taken_from=None if request.slot_id is None else _where_from(request.slot_id, before),
            provider_asked=request.provider_id is not None and request.slot_id is None,
        )

    def _steps(self, before: Sequence[Recorded], booking: BookingId) -> Iterator[Step]:
        request: BookingRequested | None = None
        for at, each in enumerate(before):
            event = each.event
            if getattr(event, "booking_id", None) != booking:
                continue
            if isinstance(event, BookingRequested):
                request = event
            elif isinstance(event, BookingRefused):
                yield self._with_words(self._refused(event, request), before[:at])
                request = None
            elif isinstance(event, ClarificationAsked):
                words = self._words(event)
                asked = Asked(about=event.about, date_words=words[0], time_words=words[1], candidates=event.candidates)
                yield self._with_words(asked, before[:at])
            elif isinstance(event, SlotsOffered):
                yield self._with_words(self._offered(event), before[:at])

    def _with_words(self, step: Step, before: Sequence[Recorded]) -> Step:
        return evolve(step, heard=self._heard(before, (step.date_words, step.time_words)))

    def _offered(self, event: SlotsOffered) -> Offered:
        date_words, time_words = self._words(event)
        return Offered(
            date_words=date_words,
            time_words=time_words,
            first=event.first,
            last=event.last,
            choices=_choices(event.slots),
        )

    def _refused(self, event: BookingRefused, request: BookingRequested | None) -> Refused:
        date_words, time_words = ("", "") if request is None else self._words(request)
        return Refused(
            reason=event.reason,
            date_words=date_words,
            time_words=time_words,
            meant=None if request is None else request.starts_at,
            instead=_choices(event.alternatives),
        )

    def _words(self, event: BookingRequested | ClarificationAsked | SlotsOffered) -> tuple[str, str]:
        return "".join(self.shown(event.date_words)), "".join(self.shown(event.time_words))

    def _spoken(self, recorded: Recorded) -> Spoken | None:
        """The agent's first words once the tool that did it had answered."""
        call, cause = recorded.metadata.call, recorded.metadata.causation
        if call is None:
            return None
        after = [each for each in self._case.events if each.metadata.call == call and each.position > recorded.position]
        answers = [
            each.position for each in after if isinstance(each.event, ToolReturned) and each.event.tool_call_id == cause
        ]
        resumed = False
        for each in after:
            resumed = resumed or isinstance(each.event, CallResumed)
            if isinstance(each.event, UtteranceSpoken) and each.position > (answers[0] if answers else 0):
                return Spoken(
                    text="".join(self.shown(each.event.text)),
                    at=each.recorded_at,
                    interrupted=each.event.interrupted,
                    by_successor=resumed,
                )
        return None


def _text(recorded: Recorded) -> str:
    return recorded.event.text if isinstance(recorded.event, UtteranceHeard) else ""


def _choices(slots: Sequence[OfferedSlot]) -> tuple[Choice, ...]:
    return tuple(Choice(starts_at=each.starts_at, provider=each.provider) for each in slots)


def _where_from(slot_id: str, before: Sequence[Recorded]) -> TakenFrom | None:
    for each in reversed(before):
        match each.event:
            case SlotsOffered(slots=slots) if any(slot.slot_id == slot_id for slot in slots):
                return "offered"
            case BookingRefused(alternatives=slots) if any(slot.slot_id == slot_id for slot in slots):
                return "instead"
            case _:
                continue
    return None
