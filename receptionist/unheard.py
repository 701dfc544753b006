"""What the caller was to be told of an appointment and never heard: said first with the next reply.

A reply that is interrupted before it is spoken is dropped by LiveKit, while the tool that it reports on has done its
work: without this the appointment would be a silent one (livekit/agents#3702).
"""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Callable

from livekit.agents import llm
from livekit.agents.types import FlushSentinel
from livekit.agents.voice import SpeechHandle

Chunk = llm.ChatChunk | str | FlushSentinel


class Unheard:
    """Keeps, for one call, the sentences that were dropped before they were spoken."""

    def __init__(self) -> None:
        self._sentences: list[str] = []

    def watch(self, speech: SpeechHandle, sentence: str, *, tool_call_id: str) -> None:
        """See that *speech*, which reports on a tool's work, says *sentence*, or keep it for the next reply."""

        def done(speech: SpeechHandle) -> None:
            if not _was_spoken_after(speech, tool_call_id) and sentence not in self._sentences:
                self._sentences.append(sentence)

        speech.add_done_callback(done)

    async def said_first(
        self,
        chat_ctx: llm.ChatContext,
        speech: SpeechHandle | None,
        reply: Callable[[llm.ChatContext], AsyncIterable[Chunk]],
    ) -> AsyncIterator[Chunk]:
        """The LLM's reply to *chat_ctx*, with what the caller has not heard yet before it."""
        sentences, self._sentences = self._sentences, []
        if not sentences:
            async for chunk in reply(chat_ctx):
                yield chunk
            return
        text = " ".join(sentences)
        if speech is not None:
            speech.add_done_callback(lambda speech: self._again(speech, sentences))
        yield f"{text} "
        # For the LLM it has been said: otherwise it would say it, too.
        async for chunk in reply(_with_answer(chat_ctx, text)):
            yield chunk

    def _again(self, speech: SpeechHandle, sentences: list[str]) -> None:
        spoken = any(isinstance(item, llm.ChatMessage) and not item.interrupted for item in speech.chat_items)
        if not spoken:
            self._sentences = [*sentences, *(each for each in self._sentences if each not in sentences)]


def _was_spoken_after(speech: SpeechHandle, tool_call_id: str) -> bool:
    answered = False
    for item in speech.chat_items:
        if isinstance(item, llm.FunctionCallOutput) and item.call_id == tool_call_id:
            answered = True
        elif answered and isinstance(item, llm.ChatMessage) and item.role == "assistant" and not item.interrupted:
            return True
    return False


def _with_answer(chat_ctx: llm.ChatContext, text: str) -> llm.ChatContext:
    """The conversation as if *text* had been said right after the last tool's answer."""
    copy = chat_ctx.copy()
    at = max(
        (index for index, item in enumerate(copy.items) if isinstance(item, llm.FunctionCallOutput)),
        default=len(copy.items) - 1,
    )
    copy.items.insert(at + 1, llm.ChatMessage(role="assistant", content=[text]))
    return copy
