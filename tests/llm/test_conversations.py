"""Whole calls: a real `AgentSession` with the offline model and stand-in tools, no room, no key, no network."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest
from attrs import define, field
from livekit.agents import Agent, AgentSession, RunResult, ToolError, function_tool, llm

from receptionist.llm.offline import OfflineLLM
from receptionist.llm.phrases_en import ENGLISH

Turn = tuple[list[tuple[str, dict[str, str]]], str]
"""The tools that were called in a turn, and what was spoken."""


class Desk(Agent):
    """Tools that answer as the front desk does, from a list of answers where one is given."""

    def __init__(self, *answers: str) -> None:
        super().__init__(instructions="You are a receptionist.")
        self.answers = list(answers)

    @function_tool
    async def begin_booking(self, name: str = "", date: str = "", time: str = "") -> str:
        """Note what is known."""
        return f"known: {name or '-'} {date or '-'} {time or '-'}"

    @function_tool
    async def book_appointment(self, name: str, date: str, time: str) -> str:
        """Book."""
        if self.answers and self.answers[0] == "boom":
            raise ToolError(self.answers.pop(0))
        return self.answers.pop(0) if self.answers else f"You're booked for {date} at {time}, {name}."

    @function_tool
    async def move_appointment(self, date: str, time: str) -> str:
        """Move."""
        return f"You're now booked for {date} at {time}."

    @function_tool
    async def send_details(self) -> str:
        """Send."""
        return "I've sent you the details."

    @function_tool
    async def end_call(self) -> str:
        """Hang up."""
        return "Goodbye, and see you soon!"


@define
class Caller:
    """Somebody who talks to a running session."""

    session: AgentSession[None]
    turns: list[Turn] = field(factory=list)

    async def says(self, *utterances: str) -> None:
        """Say each utterance and keep what came of it."""
        for utterance in utterances:
            result: RunResult[None] = await self.session.run(user_input=utterance)
            calls: list[tuple[str, dict[str, str]]] = []
            words: list[str] = []
            for event in result.events:
                if event.type == "function_call":
                    calls.append((event.item.name, json.loads(event.item.arguments)))
                elif event.type == "message" and event.item.role == "assistant":
                    words.append(event.item.text_content or "")
            self.turns.append((calls, " ".join(words)))


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
async def caller(desk: Desk) -> AsyncIterator[Caller]:
    async with (
        OfflineLLM(clinic="Bright Smile Dental", phone="(555) 123-4567") as model,
        AgentSession[None](llm=model) as session,
    ):
        await session.start(desk)
        yield Caller(session)


async def test_the_seeds_own_call_books_confirms_and_sends(caller: Caller) -> None:
    await caller.says(
        "I'd like to book an appointment. My name is Sarah, next Tuesday at 2 PM.",
        "Can you send me the details?",
        "Thank you!",
        "Thank you, goodbye.",
    )
    booked = ("book_appointment", {"name": "Sarah", "date": "next Tuesday", "time": "2 PM"})
    assert caller.turns == [
        ([booked], "You're booked for next Tuesday at 2 PM, Sarah."),
        ([("send_details", {})], "I've sent you the details."),
        ([], "You're welcome. Is there anything else I can do for you?"),
        ([("end_call", {})], "Goodbye, and see you soon!"),
    ]


async def test_a_booking_is_collected_over_turns_and_then_changed(caller: Caller) -> None:
    await caller.says("I need an appointment", "sarah o'brien", "Tuesday", "two", "no, make it Wednesday at ten")
    name = "Sarah O'Brien"
    assert caller.turns == [
        (
            [("begin_booking", {"name": "", "date": "", "time": ""})],
            "Happy to. What's your name, and when would suit you?",
        ),
        (
            [("begin_booking", {"name": name, "date": "", "time": ""})],
            "Thanks, Sarah. What day and time would suit you?",
        ),
        ([("begin_booking", {"name": name, "date": "Tuesday", "time": ""})], "And what time would suit you?"),
        (
            [("book_appointment", {"name": name, "date": "Tuesday", "time": "two"})],
            "You're booked for Tuesday at two, Sarah O'Brien.",
        ),
        ([("move_appointment", {"date": "Wednesday", "time": "ten"})], "You're now booked for Wednesday at ten."),
    ]


async def test_a_question_and_a_refusal_lead_to_a_booking(caller: Caller, desk: Desk) -> None:
    which = "Do you mean Thursday, November 19th, or Thursday, November 26th?"
    taken = "I'm sorry, that time is taken. I could offer Thursday, November 26th at 2:30 PM or 3 PM."
    desk.answers = [which, taken]
    await caller.says("This is Sarah, can I come next Thursday at 2 PM?", "the 26th", "yes, 2:30 please")
    assert caller.turns == [
        ([("book_appointment", {"name": "Sarah", "date": "next Thursday", "time": "2 PM"})], which),
        ([("book_appointment", {"name": "Sarah", "date": "the 26th", "time": "2 PM"})], taken),
        (
            [("book_appointment", {"name": "Sarah", "date": "the 26th", "time": "2:30"})],
            "You're booked for the 26th at 2:30, Sarah.",
        ),
    ]


async def test_a_tool_that_fails_is_apologised_for_and_can_be_tried_again(caller: Caller, desk: Desk) -> None:
    desk.answers = ["boom"]
    await caller.says("Sarah here, can I come tomorrow at 2 PM?", "Sarah, tomorrow at 2 PM")
    booked = ("book_appointment", {"name": "Sarah", "date": "tomorrow", "time": "2 PM"})
    assert caller.turns == [
        ([booked], ENGLISH.trouble_booking),
        ([booked], "You're booked for tomorrow at 2 PM, Sarah."),
    ]


async def test_every_tool_call_has_an_id_of_its_own(caller: Caller) -> None:
    await caller.says("I need an appointment", "Sarah", "Tuesday", "two", "bye")
    calls = [item.call_id for item in caller.session.history.items if item.type == "function_call"]
    assert calls == ["call_1", "call_2", "call_3", "call_4", "call_5"]


async def test_the_same_context_gets_the_same_answer_from_a_new_model(caller: Caller, desk: Desk) -> None:
    await caller.says("I need an appointment", "Sarah", "Tuesday")
    context = caller.session.history.copy()
    context.add_message(role="user", content="at two")
    answers = []
    for _ in range(2):
        async with OfflineLLM(clinic="Bright Smile Dental", phone="(555) 123-4567") as model:
            answers.append(await model.chat(chat_ctx=context, tools=llm.ToolContext(desk.tools).flatten()).collect())
    assert answers[0] == answers[1]
    assert [(call.name, call.call_id) for call in answers[0].tool_calls] == [("book_appointment", "call_4")]


async def test_a_text_is_streamed_in_pieces_and_arrives_whole() -> None:
    context = llm.ChatContext.empty()
    context.add_message(role="user", content="are you a robot?")
    pieces: list[str] = []
    async with (
        OfflineLLM(clinic="Bright Smile Dental", phone="(555) 123-4567") as model,
        model.chat(chat_ctx=context) as stream,
    ):
        pieces = [chunk.delta.content async for chunk in stream if chunk.delta and chunk.delta.content]
    assert len(pieces) > 2
    assert "".join(pieces) == (
        "I'm an automated assistant for Bright Smile Dental, not a person. How can I help you today?"
    )


async def test_no_tool_is_called_when_the_session_forbids_it(desk: Desk) -> None:
    context = llm.ChatContext.empty()
    context.add_message(role="user", content="goodbye")
    async with OfflineLLM(clinic="Bright Smile Dental", phone="(555) 123-4567") as model:
        answer = await model.chat(
            chat_ctx=context, tools=llm.ToolContext(desk.tools).flatten(), tool_choice="none"
        ).collect()
    assert (answer.text, answer.tool_calls) == ("Thank you for calling Bright Smile Dental. Goodbye!", [])


def test_calls_record_which_model_answered() -> None:
    model = OfflineLLM(clinic="Bright Smile Dental", phone="(555) 123-4567")
    assert (model.model, model.provider) == ("offline-rules-1", "receptionist")
