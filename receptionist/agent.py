"""The agent that callers talk to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import partial

from livekit.agents import Agent, ModelSettings, llm

from receptionist import prompts
from receptionist.domain.clinic import Clinic
from receptionist.domain.commands import GreetCaller
from receptionist.errors import ReceptionistError
from receptionist.tools import TOOLS, CallData
from receptionist.unheard import Chunk


class DentalReceptionist(Agent):
    """Bright Smile Dental's receptionist (or another clinic's): greets, books, confirms."""

    def __init__(self, clinic: Clinic) -> None:
        self.clinic = clinic
        self._greeted: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        super().__init__(instructions=prompts.instructions(clinic), tools=list(TOOLS))

    async def on_enter(self) -> None:
        """Greet the caller, once in a call: the event first, then the words."""
        userdata: CallData = self.session.userdata
        userdata.unheard.listen(self.session)
        try:
            await self._greet()
        except ReceptionistError as error:
            # LiveKit would log it and go on with a call that nobody can book in.
            self._greeted.set_exception(error)
        finally:
            if not self._greeted.done():
                self._greeted.set_result(None)

    async def llm_node(
        self, chat_ctx: llm.ChatContext, tools: list[llm.Tool], model_settings: ModelSettings
    ) -> AsyncIterator[Chunk]:
        """The LLM's reply; what the caller was to be told before and has not heard comes first."""
        userdata: CallData = self.session.userdata
        reply = partial(self._reply, tools=tools, model_settings=model_settings)
        async for chunk in userdata.unheard.said_first(chat_ctx, reply):
            yield chunk

    def _reply(
        self, chat_ctx: llm.ChatContext, *, tools: list[llm.Tool], model_settings: ModelSettings
    ) -> AsyncIterator[Chunk]:
        return Agent.default.llm_node(self, chat_ctx, tools, model_settings)

    async def greeted(self) -> None:
        """Wait until the greeting was said.

        Raises:
            LogError: The log cannot be written.
        """
        await self._greeted

    async def _greet(self) -> None:
        userdata: CallData = self.session.userdata
        words = prompts.greeting(self.clinic)
        handled = await userdata.desk.handle(GreetCaller(words=words), actor="agent")
        if handled.recorded:
            await self.session.say(words)
