"""What a conversation amounts to, as one value."""

from __future__ import annotations

from typing import Literal

from attrs import field, frozen

from receptionist.llm.conversation import Facts, Item, ToolCalled
from receptionist.llm.options import Option
from receptionist.llm.understanding import Heard, Topic


@frozen(kw_only=True)
class Memory:
    """The state of a call as its conversation shows it.

    Attributes:
        task: What is being collected for: a new booking, another time for the one made, or nothing.
        draft: What is known for the task.
        noted: What the last `begin_booking` of this draft was told.
        refused: The facts that the desk did not accept as they were, last.
        booked: The appointment made last in this call, as the caller put it.
        confirmation: The sentence that confirmed it.
        caller: The caller's own name, when it was given.
        options: What was offered last, as long as it was not answered.
        asked: What the last words of the receptionist ask for.
        said: The last words of the receptionist.
        unspoken: A tool's sentence that the caller never heard: the reply was interrupted.
        running: The tool that has not answered yet.
        heard: The caller's last utterance.
        brought: Whether that utterance gave something that can be acted on.
        unclear: Whether it fits several of the options.
        dropped: What it gave up, if it did.
        for_another: Whether the draft is for somebody else or a second appointment.
        last: The last item of the conversation.
    """

    task: Literal["book", "move"] | None = None
    draft: Facts = field(factory=Facts)
    noted: Facts | None = None
    refused: Facts | None = None
    booked: Facts | None = None
    confirmation: str = ""
    caller: str = ""
    options: tuple[Option, ...] = ()
    asked: frozenset[Topic] = frozenset()
    said: str = ""
    unspoken: str = ""
    running: ToolCalled | None = None
    heard: Heard = field(factory=lambda: Heard(text=""))
    brought: bool = False
    unclear: bool = False
    dropped: Literal["book", "move"] | None = None
    for_another: bool = False
    last: Item | None = None
