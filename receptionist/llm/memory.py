"""What a conversation amounts to, as one value."""

from __future__ import annotations

from typing import Literal

from attrs import field, frozen

from receptionist.domain.triage import Tier
from receptionist.language import Language
from receptionist.llm.claims import Claims
from receptionist.llm.conversation import Facts, Item, ToolCalled
from receptionist.llm.options import Option
from receptionist.llm.understanding import Heard, Topic

Errand = Literal["move", "cancel", "late", "tell", "send"]
"""What is done with an appointment that stands."""

Task = Literal["book", "wait", "message", "person"] | Errand
"""What is being collected for."""

ERRANDS: frozenset[Task] = frozenset({"move", "cancel", "late", "tell", "send"})


@frozen
class Listed:
    """An appointment that the caller was found to have: its id, and what was said of it."""

    id: str
    words: str
    option: Option = field(factory=Option)


@frozen(kw_only=True)
class Memory:
    """The state of a call as its conversation shows it.

    Attributes:
        language: The call's.
        task: What is being collected for, or nothing.
        draft: What is known for the task.
        noted: What the last `begin_booking` of this draft was told.
        looked: What the last `find_times` looked for.
        refused: The facts that the desk did not accept as they were, last.
        booked: The appointment made or moved last in this call, as the caller put it.
        made: How many appointments of this call stand.
        confirmation: The sentence that confirmed the last.
        caller: The caller's own name, when it was given.
        child: Whether the draft is for a child.
        options: What was offered last, as long as it was not answered.
        offer: The sentences in which it was.
        asked: What the last words of the receptionist ask for.
        asked_for_it: What was asked for since the task began.
        said: The last words of the receptionist.
        unspoken: What tools have answered since, and the caller has not heard.
        running: The tool that has not answered yet.
        done: The tools that were called since the caller's last words.
        heard: The caller's last utterance.
        raw: The same as it came.
        brought: Whether that utterance gave something that can be acted on.
        unclear: Whether it fits several of the options.
        dropped: What it gave up, if it did.
        for_another: Whether the draft is for somebody else or a second appointment.
        claims: What the caller gave to be recognised by.
        tried: The claims that were looked for last.
        recognised: Whether the caller may hear of earlier appointments.
        given_up: Whether the desk has given up recognising them.
        listed: The appointments that were found; None before anybody has looked.
        target: The id of the one that is meant.
        hint: What the caller said of it, such as its day.
        minutes: How late they will be.
        message: What is to be passed on.
        reported: The gravest emergency that was dealt with.
        apologised: Whether an angry caller has had an apology.
        before: The memory before the last utterance, should it turn out to be in another language.
        last: The last item of the conversation.
    """

    language: Language = "en"
    task: Task | None = None
    draft: Facts = field(factory=Facts)
    noted: Facts | None = None
    looked: Facts | None = None
    refused: Facts | None = None
    booked: Facts | None = None
    made: int = 0
    confirmation: str = ""
    caller: str = ""
    child: bool = False
    options: tuple[Option, ...] = ()
    offer: str = ""
    asked: frozenset[Topic] = frozenset()
    asked_for_it: frozenset[Topic] = frozenset()
    said: str = ""
    unspoken: str = ""
    running: ToolCalled | None = None
    done: tuple[str, ...] = ()
    heard: Heard = field(factory=lambda: Heard(text=""))
    raw: str = ""
    brought: bool = False
    unclear: bool = False
    dropped: Task | None = None
    for_another: bool = False
    claims: Claims = field(factory=Claims)
    tried: Claims | None = None
    recognised: bool = False
    given_up: bool = False
    listed: tuple[Listed, ...] | None = None
    target: str = ""
    hint: Facts = field(factory=Facts)
    minutes: str = ""
    message: str = ""
    reported: Tier | None = None
    apologised: bool = False
    before: Memory | None = field(default=None, repr=False)
    last: Item | None = None

    @property
    def may_hear(self) -> bool:
        """Whether there is an appointment that the caller may hear of: made in this call, or proved theirs."""
        return self.made > 0 or self.recognised

    @property
    def on_an_errand(self) -> bool:
        """Whether the task is about an appointment that stands."""
        return self.task in ERRANDS
