"""What is owed to the caller, without a session: what counts as said, and where the LLM is told that it was."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from livekit.agents import ConversationItemAddedEvent, llm
from livekit.agents.voice import SpeechHandle

from receptionist.unheard import Chunk, Unheard

BOOKED = "You're booked for an exam with Dr. Lee on Tuesday at 2 PM, Sarah."


class Listened:
    """A session of which only the words are seen."""

    def __init__(self, unheard: Unheard) -> None:
        self._handlers: list[object] = []
        unheard.listen(self)  # type: ignore[arg-type]

    def on(self, event: str, handler: object) -> None:
        assert event == "conversation_item_added"
        self._handlers.append(handler)

    def says(self, text: str, *, interrupted: bool = False, role: llm.ChatRole = "assistant") -> None:
        message = llm.ChatMessage(role=role, content=[text], interrupted=interrupted)
        for handler in self._handlers:
            handler(ConversationItemAddedEvent(item=message))  # type: ignore[operator]


@pytest.mark.parametrize(
    ("words", "interrupted"),
    [
        (BOOKED, False),
        (f"{BOOKED} Anything else?", False),
        (f"{BOOKED} Any", True),
        ("you're booked for an exam with dr lee on tuesday at two PM sarah", False),
    ],
)
def test_what_was_spoken_is_not_owed_any_more(words: str, interrupted: bool) -> None:  # noqa: FBT001
    unheard = Unheard()
    session = Listened(unheard)
    unheard.owe(BOOKED)
    session.says(words, interrupted=interrupted)
    assert unheard.owed == ()


@pytest.mark.parametrize(
    ("words", "interrupted"),
    [
        ("", False),
        ("Anything else?", False),
        ("You're booked for an exam with Dr. Lee", True),
        ("Sarah, you're booked for an exam with Dr. Lee on Tuesday at 2 PM", True),
        ("I'm sorry, nobody could take your call just now.", False),
    ],
)
def test_what_was_not_stays_owed(words: str, interrupted: bool) -> None:  # noqa: FBT001
    unheard = Unheard()
    session = Listened(unheard)
    unheard.owe(BOOKED)
    session.says(words, interrupted=interrupted)
    assert unheard.owed == (BOOKED,)


def test_what_the_caller_says_settles_nothing() -> None:
    unheard = Unheard()
    session = Listened(unheard)
    unheard.owe(BOOKED)
    session.says(BOOKED, role="user")
    assert unheard.owed == (BOOKED,)


def test_the_same_is_owed_once_and_nothing_is_never_owed() -> None:
    unheard = Unheard()
    for sentence in (BOOKED, "", "One more.", BOOKED):
        unheard.owe(sentence)
    assert unheard.owed == (BOOKED, "One more.")


def call(call_id: str, at: float) -> tuple[llm.FunctionCall, llm.FunctionCallOutput]:
    return (
        llm.FunctionCall(call_id=call_id, name="book_appointment", arguments="{}", created_at=at),
        llm.FunctionCallOutput(
            call_id=call_id, name="book_appointment", output=BOOKED, is_error=False, created_at=at + 1
        ),
    )


def said(text: str, at: float, *, interrupted: bool = False) -> llm.ChatMessage:
    return llm.ChatMessage(role="assistant", content=[text], interrupted=interrupted, created_at=at)


@pytest.mark.parametrize(
    ("items", "owed"),
    [
        ((), (BOOKED,)),
        (call("one", 1), (BOOKED,)),
        ((*call("one", 1), said("All set!", 3)), ()),
        ((*call("one", 1), said("One moment.", 0)), (BOOKED,)),
        ((*call("one", 1), said("You're booked for", 3, interrupted=True)), (BOOKED,)),
        ((*call("one", 1), said(f"{BOOKED} Any", 3, interrupted=True)), ()),
        ((*call("other", 1), said("All set!", 3)), (BOOKED,)),
    ],
)
async def test_a_speech_has_reported_when_it_said_something_after_the_tool_had_answered(
    items: tuple[llm.ChatItem, ...], owed: tuple[str, ...]
) -> None:
    unheard, speech = Unheard(), SpeechHandle.create()
    unheard.watch(speech, BOOKED, tool_call_id="one")
    assert unheard.owed == ()
    speech._item_added(items)
    speech._mark_done()
    await asyncio.sleep(0)
    assert unheard.owed == owed


async def test_a_speech_that_is_over_when_the_tool_ends_is_seen_to_as_well() -> None:
    unheard, speech = Unheard(), SpeechHandle.create()
    speech._mark_done()
    unheard.watch(speech, BOOKED, tool_call_id="one")
    await asyncio.sleep(0)
    assert unheard.owed == (BOOKED,)


def conversation(*items: llm.ChatItem) -> llm.ChatContext:
    return llm.ChatContext(list(items))


def asks(text: str) -> llm.ChatMessage:
    return llm.ChatMessage(role="user", content=[text])


async def heard(unheard: Unheard, chat_ctx: llm.ChatContext, *chunks: Chunk) -> tuple[str, list[str]]:
    """What is said, and the conversation that the LLM was given."""
    given: list[str] = []

    async def reply(chat_ctx: llm.ChatContext) -> AsyncIterator[Chunk]:
        given.extend(
            (item.text_content or "") if isinstance(item, llm.ChatMessage) else item.type for item in chat_ctx.items
        )
        for chunk in chunks:
            yield chunk

    spoken = ""
    async for chunk in unheard.said_first(chat_ctx, reply):
        if isinstance(chunk, str):
            spoken += chunk
        elif isinstance(chunk, llm.ChatChunk) and chunk.delta is not None:
            spoken += chunk.delta.content or ""
    return spoken, given


def chunk(text: str | None) -> llm.ChatChunk:
    return llm.ChatChunk(id="c", delta=llm.ChoiceDelta(role="assistant", content=text))


async def test_nothing_is_changed_when_nothing_is_owed() -> None:
    chat_ctx = conversation(asks("Hello?"))
    assert await heard(Unheard(), chat_ctx, chunk("Hi"), " there.") == ("Hi there.", ["Hello?"])


@pytest.mark.parametrize(
    ("items", "given"),
    [
        (
            (asks("Book."), *call("one", 1), asks("Hello?")),
            ["Book.", "function_call", "function_call_output", BOOKED, "Hello?"],
        ),
        ((asks("Hello?"),), [BOOKED, "Hello?"]),
        ((), [BOOKED]),
    ],
)
async def test_the_llm_is_told_that_it_was_said_behind_the_last_answer_of_a_tool(
    items: tuple[llm.ChatItem, ...], given: list[str]
) -> None:
    unheard = Unheard()
    unheard.owe(BOOKED)
    chat_ctx = conversation(*items)
    assert await heard(unheard, chat_ctx, chunk(None), chunk("Anything"), chunk(" else?")) == (
        f"{BOOKED} Anything else?",
        given,
    )
    assert len(chat_ctx.items) == len(items)


async def test_it_stays_owed_until_it_is_known_to_have_been_spoken() -> None:
    """A reply that is made up ahead and thrown away takes nothing with it."""
    unheard = Unheard()
    unheard.owe(BOOKED)
    for _ in range(2):
        assert (await heard(unheard, conversation(asks("Hello?"))))[0] == BOOKED
    assert unheard.owed == (BOOKED,)


async def test_what_one_speech_left_unsaid_is_owed_in_the_order_in_which_it_was_done() -> None:
    unheard, speech = Unheard(), SpeechHandle.create()
    sentences = tuple(f"Sentence {n}." for n in range(20))
    for sentence in sentences:
        unheard.watch(speech, sentence, tool_call_id=sentence)
    speech._mark_done()
    await asyncio.sleep(0)
    assert unheard.owed == sentences
