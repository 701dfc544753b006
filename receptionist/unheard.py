"""What the caller was to be told and never heard: said first with the next reply.

A reply that is interrupted before it is spoken is dropped by LiveKit, while the tool that it reports on has done its
work: without this the appointment would be a silent one (livekit/agents#3702).
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterable, AsyncIterator, Callable
from typing import Any

from livekit.agents import AgentSession, ConversationItemAddedEvent, llm
from livekit.agents.types import FlushSentinel
from livekit.agents.voice import SpeechHandle

Chunk = llm.ChatChunk | str | FlushSentinel

_WORD = re.compile(r"[^\W_]+")
# A voice may write down what it said in other words ("two PM"); what shares this much of a sentence is that sentence.
_SHARED = 0.7


class Unheard:
    """Keeps, for one call, the sentences that are owed to the caller until they have been spoken."""

    def __init__(self) -> None:
        self._owed: list[str] = []
        self._watched: dict[str, list[tuple[str, str]]] = {}

    @property
    def owed(self) -> tuple[str, ...]:
        """What the next reply begins with, the oldest first."""
        return tuple(self._owed)

    def listen(self, session: AgentSession[Any]) -> None:
        """Notice what *session* says: only what was spoken is not owed any more."""
        session.on("conversation_item_added", self._item_added)

    def owe(self, sentence: str) -> None:
        """The caller is to hear *sentence*, once, now or with the next reply."""
        if sentence and sentence not in self._owed:
            self._owed.append(sentence)

    def watch(self, speech: SpeechHandle, sentence: str, *, tool_call_id: str) -> None:
        """See that *speech*, which reports on a tool's work, says so in its words; else *sentence* is owed."""
        if speech.id not in self._watched:
            # One callback a speech: it calls several in any order, and a booking is told before it is moved.
            speech.add_done_callback(self._is_over)
        self._watched.setdefault(speech.id, []).append((sentence, tool_call_id))

    async def said_first(
        self, chat_ctx: llm.ChatContext, reply: Callable[[llm.ChatContext], AsyncIterable[Chunk]]
    ) -> AsyncIterator[Chunk]:
        """The LLM's reply to *chat_ctx*, with what the caller has not heard yet before it.

        It stays owed until it was spoken: this reply may be cut off as well, or be thrown away unsaid.
        """
        text = " ".join(self._owed)
        if not text:
            async for chunk in reply(chat_ctx):
                yield chunk
            return
        yield text
        apart = False
        # For the LLM it has been said: otherwise it would say it, too.
        async for chunk in reply(_with_answer(chat_ctx, text)):
            if not apart and has_words(chunk):
                yield " "
                apart = True
            yield chunk

    def _is_over(self, speech: SpeechHandle) -> None:
        for sentence, tool_call_id in self._watched.pop(speech.id, ()):
            if not _was_reported(speech, sentence, tool_call_id):
                self.owe(sentence)

    def _item_added(self, event: ConversationItemAddedEvent) -> None:
        item = event.item
        if isinstance(item, llm.ChatMessage) and item.role == "assistant":
            self._owed = [sentence for sentence in self._owed if not says(item, sentence)]


def begins_to_say(message: llm.ChatMessage, sentence: str) -> bool:
    """Whether what was spoken, and cut off, is the beginning of *sentence*."""
    said, meant = _words(message.text_content or ""), _words(sentence)
    return message.interrupted and bool(said) and meant[: len(said)] == said


def says(message: llm.ChatMessage, sentence: str) -> bool:
    """Whether *sentence* is in what was spoken: word for word where it was cut off, else most of it."""
    said, meant = _words(message.text_content or ""), _words(sentence)
    if message.interrupted:
        return f" {' '.join(meant)} " in f" {' '.join(said)} "
    words = set(meant)
    return len(words & set(said)) >= _SHARED * len(words)


def _was_reported(speech: SpeechHandle, sentence: str, tool_call_id: str) -> bool:
    """Whether something was said in *speech* that was made up after the tool had answered."""
    answered = next(
        (
            item.created_at
            for item in speech.chat_items
            if isinstance(item, llm.FunctionCallOutput) and item.call_id == tool_call_id
        ),
        None,
    )
    # "One moment, I'll book that" is said while the tool runs, and stands in the list behind its answer.
    return answered is not None and any(
        not item.interrupted or says(item, sentence)
        for item in speech.chat_items
        if isinstance(item, llm.ChatMessage) and item.role == "assistant" and item.created_at >= answered
    )


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def has_words(chunk: Chunk) -> bool:
    """Whether a piece of a reply has anything to say."""
    if isinstance(chunk, llm.ChatChunk):
        return chunk.delta is not None and bool(chunk.delta.content)
    return isinstance(chunk, str) and bool(chunk)


def _with_answer(chat_ctx: llm.ChatContext, text: str) -> llm.ChatContext:
    """The conversation as if *text* had been said right after the last tool's answer, or before the last turn."""
    copy = chat_ctx.copy()
    outputs = [at for at, item in enumerate(copy.items) if isinstance(item, llm.FunctionCallOutput)]
    at = outputs[-1] + 1 if outputs else max(len(copy.items) - 1, 0)
    copy.items.insert(at, llm.ChatMessage(role="assistant", content=[text]))
    return copy
