"""What happens to the call itself."""

from __future__ import annotations

from attrs import frozen

from receptionist.events.call import Channel, EndReason
from receptionist.language import Language


@frozen(kw_only=True)
class StartCall:
    """A caller has reached the clinic."""

    channel: Channel


@frozen(kw_only=True)
class GreetCaller:
    """Greet the caller with these words."""

    words: str


@frozen(kw_only=True)
class ChooseLanguage:
    """The caller is to be spoken to in this language."""

    language: Language


@frozen(kw_only=True)
class ResumeCall:
    """Another agent takes the call over; `attempt` counts them from 1."""

    attempt: int


@frozen(kw_only=True)
class EndCall:
    """The call is over."""

    reason: EndReason


CallCommand = StartCall | GreetCaller | ChooseLanguage | ResumeCall | EndCall
