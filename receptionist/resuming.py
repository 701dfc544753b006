"""Taking a call up where its last agent lost it: the conversation so far from the log, and what to say first.

What was said, asked and done stands in the log; what the caller has not heard of it does not, but can be told from what
was spoken after it. So nothing is asked again that was answered, nothing is done again, and nothing is passed over.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import define, field, frozen
from livekit.agents import llm

from receptionist.domain.clinic import Clinic
from receptionist.domain.facts import Facts
from receptionist.errors import EventTooNewError
from receptionist.events.call import (
    CallerTransferred,
    EndReason,
    PersonRequested,
    ToolCalled,
    ToolReturned,
    TransferFailed,
    UtteranceHeard,
    UtteranceSpoken,
)
from receptionist.events.catalogue import Event
from receptionist.events.recorded import Recorded, UnknownEvent
from receptionist.projections.wording import day_and_time
from receptionist.prompts.resumption_wording import resumption_words
from receptionist.tools.answering import must_be_heard, said_of

_ENDS_THE_CALL = "end_call"


@frozen(kw_only=True)
class Resumption:
    """How a call is taken up.

    Attributes:
        conversation: What was said and done so far, for the LLM.
        words: What is said first: a sentence, or with *is_to_answer* what the answer begins with.
        needs_greeting: Whether nobody has spoken yet: the call begins with its greeting.
        is_to_answer: Whether the caller, or a tool, has said something that was not answered.
        owed: What was done and never said; it is part of *words*.
        ending: Why the call is to end now: its last words are said.
        transfer_to: The number that the caller was about to be put through to.
        is_last: Whether the caller is only to be told that the call is given up.
    """

    conversation: llm.ChatContext
    words: str = ""
    needs_greeting: bool = False
    is_to_answer: bool = False
    owed: tuple[str, ...] = ()
    ending: EndReason | None = None
    transfer_to: str | None = None
    is_last: bool = False


@define
class _Tool:
    """A tool call: what it answered, what it led to, and whether somebody has spoken since."""

    called: Recorded
    event: ToolCalled
    id: str
    answer: ToolReturned | None = None
    led_to: list[Event] = field(factory=list)
    is_told: bool = False


@define
class _Course:
    """The conversation, folded from its events."""

    clinic: Clinic
    facts: Facts = field(factory=Facts)
    turns: list[Recorded | _Tool] = field(factory=list)
    tools: list[_Tool] = field(factory=list)
    person: str | None = None
    is_answered: bool = True
    has_spoken: bool = False

    def take(self, recorded: Recorded) -> None:
        """The next event."""
        if isinstance(recorded.event, UnknownEvent):
            raise EventTooNewError(recorded.position, recorded.type, recorded.version)
        self.facts = self.facts.after(recorded.event, of_this_call=True)
        match recorded.event:
            case UtteranceHeard():
                self.turns.append(recorded)
                self.is_answered = False
            case UtteranceSpoken():
                self.turns.append(recorded)
                self.is_answered = True
                # What is said before the greeting, that the call is recorded, greets nobody.
                self.has_spoken = self.has_spoken or self.facts.greeted
                for tool in self.tools:
                    # What is said while a tool is at work does not tell of its answer.
                    tool.is_told = tool.is_told or tool.answer is not None
            case ToolCalled() as called:
                self._called(recorded, called)
            case ToolReturned() as returned:
                self._returned(returned)
            case PersonRequested(phone=phone):
                self.person = phone
            case TransferFailed() | CallerTransferred():
                self.person = None
        self._led(recorded)

    @property
    def untold(self) -> list[_Tool]:
        """The tools whose answers nobody has heard."""
        return [tool for tool in self.tools if not tool.is_told and (tool.answer is not None or tool.led_to)]

    def said(self, tool: _Tool) -> str:
        """What a tool's work is told with."""
        return said_of(tool.led_to, self.clinic, language=self.facts.language, channel=self.facts.channel)

    def conversation(self) -> llm.ChatContext:
        """All of it, for the LLM: without the tools that came to nothing."""
        items = [item for turn in self.turns for item in self._items(turn)]
        return llm.ChatContext(items=items)

    def _items(self, turn: Recorded | _Tool) -> Iterator[llm.ChatItem]:
        if isinstance(turn, _Tool):
            yield from self._tool_items(turn)
            return
        at = turn.recorded_at.timestamp()
        match turn.event:
            case UtteranceHeard(text=text):
                yield llm.ChatMessage(role="user", content=[text], created_at=at)
            case UtteranceSpoken(text=text, interrupted=interrupted):
                yield llm.ChatMessage(role="assistant", content=[text], interrupted=interrupted, created_at=at)

    def _tool_items(self, tool: _Tool) -> Iterator[llm.ChatItem]:
        output = self.said(tool) if tool.answer is None else tool.answer.result
        is_unsaid_farewell = tool.event.tool == _ENDS_THE_CALL and not tool.is_told
        if is_unsaid_farewell or not (tool.answer is not None or output):
            # It came to nothing, or ends the call by being called: the LLM asks for it again if it is still wanted.
            return
        at, name = tool.called.recorded_at.timestamp(), tool.event.tool
        yield llm.FunctionCall(call_id=tool.id, name=name, arguments=tool.event.arguments, created_at=at)
        is_error = tool.answer is not None and tool.answer.is_error
        yield llm.FunctionCallOutput(call_id=tool.id, name=name, output=output, is_error=is_error, created_at=at)

    def _called(self, recorded: Recorded, called: ToolCalled) -> None:
        # An LLM that names its calls by counting has used some of the names twice, after an earlier resumption.
        taken = {tool.id for tool in self.tools}
        unique = called.tool_call_id if called.tool_call_id not in taken else f"call-{recorded.position}"
        tool = _Tool(called=recorded, event=called, id=unique)
        self.tools.append(tool)
        self.turns.append(tool)

    def _returned(self, returned: ToolReturned) -> None:
        for tool in reversed(self.tools):
            if tool.event.tool_call_id == returned.tool_call_id and tool.answer is None:
                tool.answer = returned
                return

    def _led(self, recorded: Recorded) -> None:
        event, cause = recorded.event, recorded.metadata.causation
        if cause is None or isinstance(event, ToolCalled | ToolReturned | UnknownEvent):
            return
        tool = next((tool for tool in reversed(self.tools) if tool.event.tool_call_id == cause), None)
        if tool is not None:
            tool.led_to.append(event)


def resumption_of(history: Sequence[Recorded], clinic: Clinic, *, is_last: bool = False) -> Resumption:
    """How the call with this *history* is taken up.

    Args:
        history: All of its events, in order.
        clinic: For the words.
        is_last: Whether it is not to be gone on with: too many agents have died of it.

    Raises:
        EventTooNewError: A newer version wrote one of them.
    """
    course = _Course(clinic)
    for recorded in history:
        course.take(recorded)
    conversation, language = course.conversation(), course.facts.language
    if is_last:
        words = resumption_words("given_up", language, phone=clinic.phone)
        return Resumption(conversation=conversation, words=words, is_last=True)
    if not course.has_spoken and course.is_answered:
        return Resumption(conversation=conversation, needs_greeting=True)
    if (ending := _ending(course)) is not None:
        return Resumption(conversation=conversation, ending=ending)
    owed = tuple(dict.fromkeys(said for tool in course.untold if _matters(tool) and (said := course.said(tool))))
    sorry = resumption_words("sorry", language)
    if owed:
        words = " ".join((sorry, *owed, "" if owed[-1].endswith("?") else resumption_words("more", language)))
        return Resumption(conversation=conversation, words=words.rstrip(), owed=owed, transfer_to=course.person)
    if not course.is_answered or course.untold:
        return Resumption(conversation=conversation, words=sorry, is_to_answer=True, transfer_to=course.person)
    return Resumption(conversation=conversation, words=_at_rest(course), transfer_to=course.person)


def _matters(tool: _Tool) -> bool:
    return any(must_be_heard(event) for event in tool.led_to)


def _ending(course: _Course) -> EndReason | None:
    """Why the call is to end, if its farewell was the last that was heard."""
    last = course.tools[-1] if course.tools else None
    if last is None or last.event.tool != _ENDS_THE_CALL or not last.is_told or not course.is_answered:
        return None
    spoken = course.turns[-1]
    if isinstance(spoken, Recorded) and isinstance(spoken.event, UtteranceSpoken) and spoken.event.interrupted:
        return None
    return "caller_said_goodbye"


def _at_rest(course: _Course) -> str:
    """What is said when all was said: what stands, or that they may go on."""
    facts, language = course.facts, course.facts.language
    if course.person is not None:
        return resumption_words("sorry", language)
    if facts.appointments and facts.open_booking is None:
        latest = facts.appointments[-1]
        when = day_and_time(latest.starts_at, latest.clinic.time_zone, language)
        return f"{resumption_words('sorry', language)} {resumption_words('standing', language, when=when)}"
    return resumption_words("go_on", language)
