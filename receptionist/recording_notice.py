"""No recording by surprise: whose call is recorded is told so before anything is asked, in the language they speak.

The log says that it was said, in which words, and whether they heard all of it. Another agent that takes the call up
says it only to a caller who has not.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, get_args

from livekit.agents import AgentSession, ConversationItemAddedEvent, JobContext, llm
from livekit.agents.voice.agent_session import RecordingOptions

from receptionist.desk import Desk
from receptionist.events.call import RecordingAnnounced
from receptionist.events.recorded import Recorded
from receptionist.language import Language
from receptionist.prompts.recording_wording import recording_announcement
from receptionist.unheard import begins_to_say, says


class RecordingNotice:
    """Tells one caller.

    Args:
        heard_in: The languages in which they have heard all of it already.
    """

    def __init__(self, desk: Desk, *, heard_in: Iterable[Language] = ()) -> None:
        self._desk, self._heard_in = desk, set(heard_in)

    def listen(self, session: AgentSession[Any]) -> None:
        """Take down when *session* says it, whatever it is said with."""
        session.on("conversation_item_added", self._item_added)

    @property
    def due(self) -> str:
        """What they are still to hear, in the language that they are spoken to in; "" once they have."""
        language = self._desk.language
        return "" if language in self._heard_in else recording_announcement(language)

    async def announce(self, session: AgentSession[Any]) -> None:
        """Say it, if it is due; returns when it is said, or the session has ended.

        Raises:
            RuntimeError: The session has ended before.
        """
        if self.due:
            # Nobody talks over it: then it would have to be said again.
            await session.say(self.due, allow_interruptions=False)

    def _item_added(self, event: ConversationItemAddedEvent) -> None:
        item = event.item
        if not isinstance(item, llm.ChatMessage) or item.role != "assistant":
            return
        for language in get_args(Language):
            if language not in self._heard_in:
                self._take_down(item, language)

    def _take_down(self, item: llm.ChatMessage, language: Language) -> None:
        words = recording_announcement(language)
        if is_whole := says(item, words):
            self._heard_in.add(language)
        if is_whole or begins_to_say(item, words):
            announced = RecordingAnnounced(language=language, words=words, interrupted=not is_whole)
            self._desk.record(announced, actor="agent")


def record_nothing(context: JobContext) -> None:
    """Have LiveKit keep and send nothing of a job, whatever its project's settings say.

    A session that is started with `record=False` is not recorded. But where the project records by default, a job
    that starts no session (another agent has its call) would have its log lines sent there (livekit-agents 1.8.9,
    job.py).
    """
    context.init_recording(RecordingOptions(audio=False, traces=False, logs=False, transcript=False, redaction=False))


def heard_in(history: Iterable[Recorded]) -> tuple[Language, ...]:
    """The languages in which the caller of a call with this *history* has heard all of it."""
    events = (recorded.event for recorded in history)
    found = (each for each in events if isinstance(each, RecordingAnnounced) and not each.interrupted)
    return tuple(dict.fromkeys(each.language for each in found))
