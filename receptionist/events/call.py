"""What happens in any call, whatever it is about."""

from __future__ import annotations

from typing import Literal

from attrs import frozen

from receptionist.events.personal import personal

EndReason = Literal[
    "caller_said_goodbye", "caller_hung_up", "caller_left", "room_closed", "connection_lost", "stopped", "failed"
]


@frozen(kw_only=True)
class CallStarted:
    """A caller reached the clinic."""

    channel: Literal["terminal", "room"]
    clinic: str
    time_zone: str
    language: str


@frozen(kw_only=True)
class CallerGreeted:
    """The agent took the call and is about to say the greeting."""

    words: str


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
class CallEnded:
    """The call is over; nothing more will happen in it."""

    reason: EndReason


CallEvent = (
    CallStarted
    | CallerGreeted
    | UtteranceHeard
    | UtteranceSpoken
    | ToolCalled
    | ToolReturned
    | CallerLeft
    | CallerReturned
    | ConnectionLost
    | ConnectionRestored
    | CallEnded
)
