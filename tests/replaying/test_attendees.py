"""Whom an effect reached: who was there, who was sent it again, who said that they have it."""

from __future__ import annotations

from receptionist.events.call import (
    CallerLeft,
    CallerReturned,
    CallResumed,
    CallStarted,
    ParticipantJoined,
    ParticipantLeft,
    StreamsResent,
    UtteranceHeard,
)
from receptionist.events.personal import ERASED
from receptionist.replaying.account import Acknowledgement, EffectShown, Participant, Recipient
from receptionist.replaying.attendees import Attendees
from tests.examples import NOW, ZONE
from tests.replaying.telling import CALLER_JOINED, GREETED, SECOND, STARTED, account, rows, told

JOINED = ParticipantJoined(identity="staff-ann", role="staff", contract=True, sid="PA_1")
LEFT = ParticipantLeft(identity="staff-ann", role="staff")
BYSTANDER = ParticipantJoined(identity="someone", role="bystander", contract=False, sid="PA_1")
WORDS = UtteranceHeard(text="Hello?")


def reached(*events: object, at: int, acknowledgements: tuple[Acknowledgement, ...] = ()) -> tuple[Recipient, ...]:
    """Whom the stream of the event at position *at* reached."""
    found = account(told(*events), acknowledgements=acknowledgements)  # type: ignore[arg-type]
    return next(
        entry.recipients
        for entry in found.entries
        if isinstance(entry, EffectShown) and entry.position == at and entry.lane == "streams"
    )


def test_the_caller_is_there_from_the_beginning_whenever_they_are_noted() -> None:
    """Somebody who joins is noted once they have what they missed: after the greeting, which they heard."""
    assert reached(STARTED, GREETED, CALLER_JOINED, at=2) == (Recipient(role="caller", identity="caller-7"),)


def test_at_a_terminal_nobody_has_an_identity() -> None:
    terminal = CallStarted(channel="terminal", clinic="c", time_zone=ZONE, language="en")
    assert reached(terminal, GREETED, at=2) == (Recipient(role="caller"),)


def test_a_caller_who_is_away_gets_nothing_until_they_are_back() -> None:
    away = (STARTED, CallerLeft(reason="LEFT"), WORDS, CallerReturned(), WORDS)
    assert reached(*away, at=3) == ()
    assert reached(*away, at=5) == (Recipient(role="caller"),)


def test_staff_get_it_from_when_they_join_until_they_leave() -> None:
    events = (STARTED, WORDS, JOINED, WORDS, LEFT, WORDS)
    caller, staff = Recipient(role="caller"), Recipient(role="staff", identity="staff-ann")
    assert [reached(*events, at=at) for at in (2, 4, 6)] == [(caller,), (caller, staff), (caller,)]


def test_bystanders_get_what_is_for_everybody_and_no_more() -> None:
    events = told(STARTED, BYSTANDER, GREETED)
    attributes, status = (e for e in account(events).entries if isinstance(e, EffectShown))
    assert [each.role for each in attributes.recipients] == ["caller", "bystander"]
    assert [each.role for each in status.recipients] == ["caller"]
    _, status = (e for e in account(events, setting="room").entries if isinstance(e, EffectShown))
    assert [each.role for each in status.recipients] == ["caller", "bystander"]


def test_what_is_sent_again_reaches_whoever_was_not_there() -> None:
    again = StreamsResent(identity="staff-ann", after=2, through=3, why="arrival")
    events = (STARTED, WORDS, WORDS, WORDS, JOINED, again)
    caller, at = Recipient(role="caller"), NOW + 5 * SECOND
    missed = Recipient(role="staff", identity="staff-ann", live=False, resent_at=(at,))
    assert [reached(*events, at=at) for at in (2, 3, 4)] == [(caller,), (caller, missed), (caller,)]


def test_what_was_not_out_yet_is_not_sent_again() -> None:
    """Of an event's streams the last may go out for the first time when the others are sent again."""
    again = StreamsResent(identity="staff-ann", after=0, through=2, why="arrival")
    events = told(STARTED, WORDS, JOINED, again)
    late = account(events, rows(events, settled_at=NOW + 4 * SECOND)).entries[2]
    assert isinstance(late, EffectShown)
    assert late.recipients == (Recipient(role="caller"), Recipient(role="staff", identity="staff-ann"))


def test_a_receipt_acknowledges_every_stream_up_to_its_position_and_no_attributes() -> None:
    receipt = (Acknowledgement(identity="staff-ann", position=3, at=NOW + 9 * SECOND),)
    has = Recipient(role="staff", identity="staff-ann", acknowledged_by=NOW + 9 * SECOND)
    assert reached(STARTED, JOINED, WORDS, WORDS, at=3, acknowledgements=receipt)[1] == has
    assert reached(STARTED, JOINED, WORDS, WORDS, at=4, acknowledgements=receipt)[1].acknowledged_by is None
    found = account(told(STARTED, JOINED, GREETED), acknowledgements=receipt)
    attributes = next(e for e in found.entries if isinstance(e, EffectShown))
    assert {each.acknowledged_by for each in attributes.recipients} == {None}


def test_after_a_rescue_only_those_are_there_who_are_noted_again() -> None:
    other = ParticipantJoined(identity="staff-bob", role="staff", contract=True, sid="PA_1")
    events = told(STARTED, JOINED, other, CallResumed(attempt=1), JOINED, WORDS)
    found = account(events)
    assert found.participants == (
        Participant(role="caller", identity=None, joined_at=NOW),
        Participant(role="staff", identity="staff-ann", joined_at=NOW + SECOND, left_at=NOW + 2 * SECOND),
        Participant(role="staff", identity="staff-bob", joined_at=NOW + 2 * SECOND, left_at=NOW + 2 * SECOND),
        Participant(role="staff", identity="staff-ann", joined_at=NOW + 4 * SECOND),
    )
    last = found.entries[-1]
    assert isinstance(last, EffectShown)
    assert [each.identity for each in last.recipients] == [None, "staff-ann"]


def test_a_caller_who_is_back_under_another_identity_is_the_same_caller() -> None:
    back = ParticipantJoined(identity="caller-8", role="caller", contract=False, sid="PA_1")
    gone = ParticipantLeft(identity="caller-7", role="caller")
    found = account(told(STARTED, CALLER_JOINED, gone, back))
    assert [(each.role, each.joined_at, each.left_at) for each in found.participants] == [
        ("caller", NOW, NOW + 2 * SECOND),
        ("caller", NOW + 3 * SECOND, None),
    ]


def test_erased_identities_are_one_somebody() -> None:
    gone = ParticipantJoined(identity=ERASED, role="staff", contract=True, sid="PA_1")
    assert [each.identity for each in reached(STARTED, gone, gone, WORDS, at=4)] == [None, ERASED]


def test_a_leaving_that_nobody_came_before_is_passed_over() -> None:
    assert reached(STARTED, LEFT, WORDS, at=3) == (Recipient(role="caller"),)


def test_who_leaves_at_the_very_moment_is_not_there_any_more() -> None:
    attendees = Attendees(told(STARTED, JOINED, LEFT), (), setting="caller_and_staff")

    def there(seconds: int) -> list[str | None]:
        found = attendees.recipients(2, audience="setting", lane="streams", sent_at=NOW + seconds * SECOND)
        return [each.identity for each in found]

    assert [there(seconds) for seconds in (0, 1, 2)] == [[None], [None, "staff-ann"], [None]]
