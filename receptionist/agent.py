"""The agent that callers talk to."""

from __future__ import annotations

import asyncio

from livekit.agents import Agent

from receptionist import prompts
from receptionist.domain.clinic import Clinic
from receptionist.domain.commands import GreetCaller
from receptionist.errors import ReceptionistError
from receptionist.tools import TOOLS, CallData


class DentalReceptionist(Agent):
    """Bright Smile Dental's receptionist (or another clinic's): greets, books, confirms."""

    def __init__(self, clinic: Clinic) -> None:
        self.clinic = clinic
        self._greeted: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        super().__init__(instructions=prompts.instructions(clinic), tools=list(TOOLS))

    async def on_enter(self) -> None:
        """Greet the caller, once in a call: the event first, then the words."""
        try:
            await self._greet()
        except ReceptionistError as error:
            # LiveKit would log it and go on with a call that nobody can book in.
            self._greeted.set_exception(error)
        finally:
            if not self._greeted.done():
                self._greeted.set_result(None)

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
