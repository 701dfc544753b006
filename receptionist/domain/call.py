"""How a call begins and ends: each step happens once, however often it is asked for."""

from __future__ import annotations

from typing import assert_never

from receptionist.domain.clinic import Clinic
from receptionist.domain.commands import (
    CallCommand,
    ChooseLanguage,
    EndCall,
    GreetCaller,
    ResumeCall,
    StartCall,
)
from receptionist.domain.facts import Facts
from receptionist.errors import CallOverError
from receptionist.events.call import CallEnded, CallerGreeted, CallEvent, CallResumed, CallStarted, LanguageChosen


def decide(command: CallCommand, facts: Facts, clinic: Clinic) -> list[CallEvent]:
    """What happens when *command* is asked for while *facts* hold.

    Raises:
        CallOverError: A call that has ended is to be resumed.
    """
    match command:
        case StartCall(channel=channel):
            started = CallStarted(channel=channel, clinic=clinic.name, time_zone=clinic.time_zone, language="en")
            return [] if facts.started else [started]
        case GreetCaller(words=words):
            return [] if facts.greeted or facts.ended else [CallerGreeted(words=words)]
        case ChooseLanguage(language=language):
            chosen = LanguageChosen(language=language)
            return [] if facts.ended or language == facts.language else [chosen]
        case ResumeCall(attempt=attempt):
            if facts.ended:
                raise CallOverError
            return [] if facts.resumptions >= attempt else [CallResumed(attempt=attempt)]
        case EndCall(reason=reason):
            return [] if facts.ended else [CallEnded(reason=reason)]
        case _:
            assert_never(command)
