"""What is remembered of tools and questions, in the words that the desk really uses."""

from __future__ import annotations

import pytest
from livekit.agents import llm

from receptionist.llm.answers import is_open
from receptionist.llm.conversation import AgentSaid, CallerSaid, ToolAnswered, ToolCalled
from receptionist.llm.offline import conversation_of
from receptionist.llm.topics import topics
from receptionist.llm.understanding import Topic


@pytest.mark.parametrize(
    "output",
    [
        "You're booked for Tuesday, November 24th at 2 PM, Sarah.",
        "You're booked for Tuesday, November 24th at 2 PM, Sarah. Is there anything else?",
        "All right, I've moved you to Friday, November 27th at 2 PM, Sarah.",
        "Sarah's appointment is on Tuesday, November 24th at 2 PM.",
    ],
)
def test_a_confirmation_settles_the_booking(output: str) -> None:
    assert not is_open(output)


@pytest.mark.parametrize(
    "output",
    [
        "I'm sorry, that time is already taken. What other day and time would suit you?",
        "I'm sorry, we're closed that day. I could offer Monday, November 23rd at 8 AM or 9 AM.",
        "Do you mean Thursday, November 19th, or Thursday, November 26th?",
        "What time of day would suit you?",
        "I didn't get a name. Whose name should I put the appointment under?",
        "There is an appointment under that name from this call already. Would you like to move it?",
        "I'm sorry, I can't reach the appointment book just now, so nothing was changed.",
    ],
)
def test_a_refusal_or_a_question_leaves_it_open(output: str) -> None:
    assert is_open(output)


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("Happy to. What's your name, and when would suit you?", {"name", "date", "time"}),
        ("May I have your full name?", {"name"}),
        ("And what time would suit you?", {"time"}),
        ("Which day would suit you?", {"date"}),
        ("Is there anything else I can do for you today?", {"more"}),
        ("Would you like to book an appointment?", {"booking"}),
        ("Would you like to move it?", {"moving"}),
        ("Your name is noted for that day.", set()),
    ],
)
def test_a_question_tells_what_the_next_bare_answer_means(words: str, asked: set[Topic]) -> None:
    assert topics(words) == asked


def test_a_tools_answer_stands_behind_its_call_whatever_was_said_meanwhile() -> None:
    items: list[llm.ChatItem] = [
        llm.ChatMessage(role="system", content=["be friendly"]),
        llm.ChatMessage(role="assistant", content=["How can I help?"]),
        llm.FunctionCall(call_id="call_1", name="book_appointment", arguments='{"name": "Sarah", "age": 7}'),
        llm.ChatMessage(role="user", content=["hello?"]),
        llm.FunctionCallOutput(call_id="call_1", output="booked", is_error=False),
    ]
    assert conversation_of(items) == [
        AgentSaid("How can I help?"),
        ToolCalled("book_appointment", {"name": "Sarah"}),
        ToolAnswered("book_appointment", "booked"),
        CallerSaid("hello?"),
    ]


def test_a_tool_that_still_runs_has_not_answered() -> None:
    items: list[llm.ChatItem] = [
        llm.FunctionCall(call_id="call_1", name="send_details", arguments="not json"),
        llm.FunctionCallOutput(call_id="call_1", output="The tool call is still in progress.", is_error=False),
    ]
    assert conversation_of(items) == [ToolCalled("send_details", {})]
