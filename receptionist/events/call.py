"""What happens in any call, whatever it is about."""

from __future__ import annotations

from typing import Literal

from attrs import frozen

from receptionist.audience import Role
from receptionist.events.personal import personal
from receptionist.language import Language

EndReason = Literal[
    "caller_said_goodbye",
    "caller_hung_up",
    "caller_left",
    "wrong_number",
    "transferred",
    "room_closed",
    "connection_lost",
    "stopped",
    "failed",
]
Channel = Literal["terminal", "room", "phone"]
ResentFor = Literal["sync", "arrival"]
Tier = Literal["call_emergency_number", "call_on_call_dentist", "first_held_slot"]


@frozen(kw_only=True)
class CallStarted:
    """A caller reached the clinic: at a terminal, in a room with a browser or app, or by telephone."""

    channel: Channel
    clinic: str
    time_zone: str
    language: str


@frozen(kw_only=True)
class CallerGreeted:
    """The agent took the call and is about to say the greeting."""

    words: str


@frozen(kw_only=True)
class RecordingAnnounced:
    """The caller was told in these words that the call is recorded; `interrupted` when they did not hear all of it."""

    language: Language
    words: str
    interrupted: bool


@frozen(kw_only=True)
class UtteranceHeard:
    """The caller said something, in final form."""

    text: str = personal()


@frozen(kw_only=True)
class UtteranceSpoken:
    """The agent said something; `interrupted` when the caller cut it off, and then `text` is what got out."""

    text: str = personal()
    interrupted: bool


@frozen(kw_only=True)
class ToolCalled:
    """The LLM called a function tool. `arguments` is the JSON as the LLM wrote it, shortened if endless."""

    tool_call_id: str
    tool: str
    arguments: str = personal()


@frozen(kw_only=True)
class ToolReturned:
    """A function tool answered the LLM."""

    tool_call_id: str
    tool: str
    result: str = personal()
    is_error: bool


@frozen(kw_only=True)
class CallerLeft:
    """The caller is not in the room any more; they have a while to come back."""

    reason: str


@frozen(kw_only=True)
class CallerReturned:
    """The caller is in the room again; the call goes on."""


@frozen(kw_only=True)
class ConnectionLost:
    """The agent is cut off from the room and tries to get back; who is there meanwhile is not known."""


@frozen(kw_only=True)
class ConnectionRestored:
    """The agent is in the room again."""


@frozen(kw_only=True)
class ParticipantJoined:
    """Somebody is in the room, and sees what is for their role from here on.

    `contract` says whether they ask for what they missed themselves (docs/wire-contract.md); `sid` is LiveKit's id for
    this joining, by which a later agent of the call sees that they were there all the time; "" where it was not kept.
    """

    identity: str = personal()
    role: Role
    contract: bool
    sid: str


@frozen(kw_only=True)
class ParticipantLeft:
    """They are not in the room any more; nothing reaches them."""

    identity: str = personal()
    role: Role


@frozen(kw_only=True)
class StreamsResent:
    """Streams of the events after `after`, up to `through`, were about to be sent to one participant again.

    Because they asked (`sync`), or came when these had been sent (`arrival`). Both are positions of the log. It is the
    one fact of a call that can stand behind its `CallEnded`: what somebody was sent is not kept from the log.
    """

    identity: str = personal()
    after: int
    through: int
    why: ResentFor


@frozen(kw_only=True)
class CallResumed:
    """Another agent has taken the call over from one that died; `attempt` counts them from 1."""

    attempt: int


@frozen(kw_only=True)
class LanguageChosen:
    """From here on the caller is spoken and written to in this language."""

    language: Language


@frozen(kw_only=True)
class EmergencyRecognised:
    """What the caller said is an emergency of this tier. `signs` are the rules' names for what was heard."""

    tier: Tier
    signs: tuple[str, ...]
    words: str = personal()


@frozen(kw_only=True)
class QuestionAnswered:
    """The caller asked about this topic and was told what the clinic says of it."""

    topic: str


@frozen(kw_only=True)
class InsuranceNoted:
    """The caller named their insurer. No coverage was promised."""

    carrier: str = personal()


@frozen(kw_only=True)
class PersonRequested:
    """The caller is to be helped by a person; `phone` is the number that the call goes to, or None for a message."""

    phone: str | None
    reason: str = personal()


@frozen(kw_only=True)
class TransferFailed:
    """Nobody could be reached at the other end; the caller is still on the line."""

    why: str


@frozen(kw_only=True)
class CallerTransferred:
    """A person at the clinic has the caller now."""


@frozen(kw_only=True)
class CallEnded:
    """The call is over; nothing more will happen in it."""

    reason: EndReason


CallEvent = (
    CallStarted
    | CallerGreeted
    | RecordingAnnounced
    | UtteranceHeard
    | UtteranceSpoken
    | ToolCalled
    | ToolReturned
    | CallerLeft
    | CallerReturned
    | ConnectionLost
    | ConnectionRestored
    | ParticipantJoined
    | ParticipantLeft
    | StreamsResent
    | CallResumed
    | LanguageChosen
    | EmergencyRecognised
    | QuestionAnswered
    | InsuranceNoted
    | PersonRequested
    | TransferFailed
    | CallerTransferred
    | CallEnded
)
