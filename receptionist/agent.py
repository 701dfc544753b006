"""The agent that callers talk to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import partial

from livekit.agents import Agent, ModelSettings, llm

from receptionist import prompts
from receptionist.domain.clinic import Clinic
from receptionist.domain.commands import GiveUpCall, GreetCaller, NewIds
from receptionist.errors import ReceptionistError
from receptionist.recording_notice import RecordingNotice
from receptionist.resuming import Resumption
from receptionist.tools import TOOLS, CallData
from receptionist.unheard import Chunk, has_words


class DentalReceptionist(Agent):
    """Bright Smile Dental's receptionist (or another clinic's): greets, books, confirms."""

    def __init__(
        self, clinic: Clinic, resumption: Resumption | None = None, notice: RecordingNotice | None = None
    ) -> None:
        self.clinic = clinic
        self._resumption, self._notice = resumption, notice
        self._apology = ""
        self._greeted: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        super().__init__(
            instructions=prompts.instructions(clinic),
            tools=list(TOOLS),
            chat_ctx=llm.ChatContext.empty() if resumption is None else resumption.conversation,
        )

    async def on_enter(self) -> None:
        """Greet the caller, once in a call: the event first, then the words. A call that is resumed is taken up."""
        userdata: CallData = self.session.userdata
        userdata.unheard.listen(self.session)
        if self._notice is not None:
            self._notice.listen(self.session)
        try:
            if self._resumption is None:
                await self._greet()
            else:
                await self._take_up(self._resumption)
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
        apology, self._apology = self._apology, ""
        # In another language now, perhaps. The LLM is not shown it: it is to answer the caller.
        announcement = "" if self._notice is None else self._notice.due
        first = " ".join(part for part in (announcement, apology) if part)
        reply = partial(self._reply, tools=tools, model_settings=model_settings)
        async for chunk in userdata.unheard.said_first(chat_ctx, reply):
            if first and has_words(chunk):
                yield f"{first} "
                first = apology = ""
            yield chunk
        # The tools come first, and then the words.
        self._apology = apology

    def _reply(
        self, chat_ctx: llm.ChatContext, *, tools: list[llm.Tool], model_settings: ModelSettings
    ) -> AsyncIterator[Chunk]:
        return Agent.default.llm_node(self, chat_ctx, tools, model_settings)

    async def greeted(self) -> None:
        """Wait until the greeting was said, or what a call is taken up with.

        Raises:
            LogError: The log cannot be written.
        """
        await self._greeted

    async def _announce_recording(self) -> None:
        if self._notice is not None:
            await self._notice.announce(self.session)

    async def _greet(self) -> None:
        userdata: CallData = self.session.userdata
        await self._announce_recording()
        words = prompts.greeting(self.clinic)
        handled = await userdata.desk.handle(GreetCaller(words=words), actor="agent")
        if handled.recorded:
            await self.session.say(words)

    async def _take_up(self, resumption: Resumption) -> None:
        userdata: CallData = self.session.userdata
        if resumption.ending is None:
            await self._announce_recording()
        if resumption.needs_greeting:
            # The event may be there already, and the words never got out.
            words = prompts.greeting(self.clinic)
            await userdata.desk.handle(GreetCaller(words=words), actor="agent")
            await self.session.say(words)
            return
        if resumption.is_last:
            new = NewIds.fresh(userdata.desk.ids)
            await userdata.desk.handle(GiveUpCall(new=new, asked_at=userdata.desk.clock.now()), actor="system")
            await self.session.say(resumption.words, allow_interruptions=False)
            userdata.failed()
            return
        if resumption.ending is not None:
            userdata.ending = resumption.ending
            userdata.said_goodbye()
            return
        if resumption.is_to_answer:
            self._apology = resumption.words
            # Nobody waits for it: the LLM may take its time, and the caller can be heard meanwhile.
            self.session.generate_reply()
        else:
            for sentence in resumption.owed:
                userdata.unheard.owe(sentence)
            await self.session.say(resumption.words)
