"""Takes down what the session does, as facts: both voices, every tool call and its answer."""

from __future__ import annotations

import asyncio
import logging

from livekit.agents import (
    AgentSession,
    ConversationItemAddedEvent,
    FunctionToolsExecutedEvent,
    ToolExecutionUpdatedEvent,
)
from livekit.agents.llm import ChatMessage, FunctionCall, FunctionCallOutput

from receptionist.desk import Desk
from receptionist.domain.commands import NewIds, RejectRequest
from receptionist.errors import ReceptionistError
from receptionist.events.call import ToolCalled, ToolReturned, UtteranceHeard, UtteranceSpoken
from receptionist.tools import BOOKING_TOOLS, CallData

logger = logging.getLogger(__name__)

# Nobody says this much in a turn, and no LLM has reason to write it; what is longer is cut and says so.
_LONGEST = 4000


class Recorder:
    """Listens to one session and writes to its call's desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._called: set[str] = set()
        self._returned: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    def listen(self, session: AgentSession[CallData]) -> None:
        """Begin to take down what *session* does."""
        session.on("conversation_item_added", self._item_added)
        session.on("tool_execution_updated", self._tool_updated)
        session.on("function_tools_executed", self._tools_executed)

    async def finish(self) -> None:
        """Wait until everything is in the log.

        Raises:
            LogError: The log cannot be written.
        """
        await asyncio.gather(*self._tasks)
        await self._desk.drain()

    def _item_added(self, event: ConversationItemAddedEvent) -> None:
        item = event.item
        if not isinstance(item, ChatMessage) or not (text := item.text_content):
            return
        if item.role == "user":
            self._desk.record(UtteranceHeard(text=shorten(text)), actor="caller")
        elif item.role == "assistant":
            spoken = UtteranceSpoken(text=shorten(text), interrupted=item.interrupted)
            self._desk.record(spoken, actor="agent")

    def _tool_updated(self, event: ToolExecutionUpdatedEvent) -> None:
        # Told before the tool runs, so that the call stands in the log before what came of it.
        if event.update.type == "tool_call_started":
            self._took_call(event.update.function_call)

    def _tools_executed(self, event: FunctionToolsExecutedEvent) -> None:
        for call, output in event.zipped():
            # A tool that the LLM made up, or whose arguments cannot be read, was never started.
            self._took_call(call)
            if output is not None:
                self._took_answer(call, output)

    def _took_call(self, call: FunctionCall) -> None:
        if call.call_id not in self._called:
            self._called.add(call.call_id)
            called = ToolCalled(tool_call_id=call.call_id, tool=call.name, arguments=shorten(call.arguments))
            self._desk.record(called, actor="agent", causation=call.call_id)

    def _took_answer(self, call: FunctionCall, output: FunctionCallOutput) -> None:
        if call.call_id in self._returned:
            return
        self._returned.add(call.call_id)
        returned = ToolReturned(
            tool_call_id=call.call_id, tool=call.name, result=shorten(output.output), is_error=output.is_error
        )
        self._desk.record(returned, actor="agent", causation=call.call_id)
        if output.is_error and call.name in BOOKING_TOOLS:
            task = asyncio.create_task(self._reject(call.call_id))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _reject(self, call_id: str) -> None:
        """A booking that the LLM asked for in a form that cannot be read is a refusal like any other."""
        command = RejectRequest(new=NewIds.fresh(self._desk.ids))
        try:
            await self._desk.handle(command, actor="agent", causation=call_id)
        except ReceptionistError as error:
            logger.error("a refusal is not in the log: %s", error)  # noqa: TRY400 (the sentence says it all)


def shorten(text: str) -> str:
    """*text*, or its beginning and how much is missing."""
    if len(text) <= _LONGEST:
        return text
    return f"{text[:_LONGEST]}… [{len(text) - _LONGEST} characters more]"
