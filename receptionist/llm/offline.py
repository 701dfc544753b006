"""The offline brain as a `livekit.agents` language model: no key, no network, the same answer every time."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any, Never

from livekit.agents import llm
from livekit.agents.types import (
    DEFAULT_API_CONNECT_OPTIONS,
    NOT_GIVEN,
    APIConnectOptions,
    NotGivenOr,
)

from receptionist.llm.brain import next_move
from receptionist.llm.conversation import AgentSaid, CallerSaid, CallTool, Item, Say, ToolAnswered, ToolCalled

# What livekit-agents puts in as the output of a tool that still runs (voice/generation.py).
_STILL_RUNNING = "The tool call is still in progress."
_WORDS_AT_ONCE = 4


class OfflineLLM(llm.LLM[Never]):
    """A receptionist by rule for demos and tests: in English and Spanish, deterministic, without hidden state.

    It derives everything from the chat context it is given, so a resumed or replayed call goes on as before.
    It answers with one tool call or one text; of the tools it only calls those that it is given.
    """

    def __init__(self, *, clinic: str, phone: str) -> None:
        super().__init__()
        self.clinic, self.phone = clinic, phone

    @property
    def model(self) -> str:
        """The name under which calls record it."""
        return "offline-rules-1"

    @property
    def provider(self) -> str:
        """Who runs it: this project."""
        return "receptionist"

    def chat(
        self,
        *,
        chat_ctx: llm.ChatContext,
        tools: list[llm.Tool] | None = None,
        conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS,
        parallel_tool_calls: NotGivenOr[bool] = NOT_GIVEN,  # noqa: ARG002  it never makes two calls at once
        tool_choice: NotGivenOr[llm.ToolChoice] = NOT_GIVEN,
        extra_kwargs: NotGivenOr[dict[str, Any]] = NOT_GIVEN,  # noqa: ARG002  nothing to set
    ) -> llm.LLMStream:
        """Answer the conversation in *chat_ctx*; `tool_choice="none"` is kept to, other choices are not."""
        allowed = [] if tool_choice == "none" else tools or []
        return _OfflineStream(self, chat_ctx=chat_ctx, tools=allowed, conn_options=conn_options)


class _OfflineStream(llm.LLMStream):
    async def _run(self) -> None:
        items = self._chat_ctx.items
        move = next_move(conversation_of(items), llm.ToolContext(self._tools).function_tools)
        if isinstance(move, Say) and isinstance(self._llm, OfflineLLM):
            move = Say(move.text.replace("{clinic}", self._llm.clinic).replace("{phone}", self._llm.phone))
        chunk_id = f"offline_{len(items)}"
        for delta in _deltas(move, items):
            self._event_ch.send_nowait(llm.ChatChunk(id=chunk_id, delta=delta))


def _deltas(move: Say | CallTool, items: list[llm.ChatItem]) -> Iterable[llm.ChoiceDelta]:
    if isinstance(move, CallTool):
        call = llm.FunctionToolCall(
            name=move.name, arguments=json.dumps(dict(move.arguments)), call_id=_new_call_id(items)
        )
        yield llm.ChoiceDelta(role="assistant", tool_calls=[call])
        return
    for words in re.findall(rf"(?:\S+\s*){{1,{_WORDS_AT_ONCE}}}", move.text):
        yield llm.ChoiceDelta(role="assistant", content=words)


def _new_call_id(items: list[llm.ChatItem]) -> str:
    """The next free "call_N": the same for the same context, and never one that stands in it."""
    taken = {item.call_id for item in items if isinstance(item, llm.FunctionCall | llm.FunctionCallOutput)}
    number = len(taken) + 1
    while f"call_{number}" in taken:
        number += 1
    return f"call_{number}"


def conversation_of(items: Iterable[llm.ChatItem]) -> list[Item]:
    """What was said and done, each tool's answer behind its call whatever was said while it ran."""
    items = list(items)
    answers = {item.call_id: item for item in items if isinstance(item, llm.FunctionCallOutput)}
    conversation: list[Item] = []
    for item in items:
        if isinstance(item, llm.ChatMessage) and item.role == "user":
            conversation.append(CallerSaid(item.text_content or ""))
        elif isinstance(item, llm.ChatMessage) and item.role == "assistant":
            conversation.append(AgentSaid(item.text_content or ""))
        elif isinstance(item, llm.FunctionCall):
            conversation.append(ToolCalled(item.name, _arguments(item.arguments)))
            answer = answers.get(item.call_id)
            if answer is not None and answer.output != _STILL_RUNNING:
                conversation.append(ToolAnswered(item.name, answer.output, answer.is_error))
    return conversation


def _arguments(text: str) -> dict[str, str]:
    """A recorded call's arguments; another model may have written anything there."""
    try:
        arguments = json.loads(text or "{}")
    except ValueError:
        return {}
    if not isinstance(arguments, dict):
        return {}
    return {name: value for name, value in arguments.items() if isinstance(value, str)}
