"""Every sentence that the offline brain says on its own account.

`{clinic}` and `{phone}` stand for the clinic's own; `offline.py` puts them in.
"""

from __future__ import annotations

from receptionist.llm.conversation import Facts, Part

STAFF = "the clinic's staff can help you at {phone}"
ABILITIES = "I can book an appointment, move one that we have just made, or send you its details"

WELCOME = "Thank you for calling {clinic}. How can I help you today?"
HELLO = "Hello! How can I help you today?"
HOW_CAN_I_HELP = "How can I help you today?"
ANYTHING_ELSE = "Is there anything else I can do for you?"
YOU_ARE_WELCOME = "You're welcome."
FAREWELL = "Thank you for calling {clinic}. Goodbye!"
ONE_MOMENT = "One moment, please."
TAKE_YOUR_TIME = "Of course, take your time."
STILL_THERE = "Are you still there?"
I_AM_HERE = "Yes, I'm here."
ROBOT = "I'm an automated assistant for {clinic}, not a person."
WHO = "This is the automated receptionist of {clinic}. " + f"{ABILITIES}."
HOW_ARE_YOU = "I'm doing well, thank you."
ANOTHER_TIME = "What day and time would suit you instead?"
NEW_TIME = f"Of course. {ANOTHER_TIME}"
WHAT_IS_WRONG = "I'm sorry. What day and time would you like instead?"
OTHER_TIME = "No problem. What other day or time would suit you?"
NO_DIARY = "I can't read out the diary, but tell me a day and a time and I'll check it."
ONE_TIME = "Then please pick one day and time, say tomorrow at 10 AM, and I'll check it."
NOTHING_BOOKED = "All right, I won't book anything."
STAYS = "All right, your appointment stays as it is."
NOTHING_YET = "You have no appointment from this call yet."
BEYOND = f"I'm afraid I can't help with that myself. {ABILITIES}; for anything else {STAFF}."
NO_CANCELLING = f"I'm afraid I can't cancel appointments, but {STAFF}. {ANYTHING_ELSE}"
NO_EARLIER = f"I can only see an appointment made in this call; for an earlier one {STAFF}."
NO_RENAMING = f"I'm afraid I can't change the name on an appointment, but {STAFF}."
NO_PERSON = f"I can't put you through from here, but {STAFF}."
IN_PAIN = f"I'm sorry to hear that. If it's urgent, {STAFF}. Shall I book you an appointment?"
SORRY_FOR_PAIN = "I'm sorry to hear that."
STAFF_KNOW = f"About that, {STAFF}."
SHALL_I_BOOK = "Would you like to book an appointment?"
DIDNT_CATCH = "Sorry, I didn't catch that."
STILL_DIDNT_CATCH = "Sorry, I still didn't catch that."
GREETED = "Hello, {name}. How can I help you today?"
TROUBLE_BOOKING = (
    "I'm sorry, something went wrong on my side. Could you tell me your name, the day and the time once more?"
)
TROUBLE_MOVING = "I'm sorry, something went wrong on my side. Could you tell me the new day and time once more?"
TROUBLE_SENDING = f"I'm sorry, I couldn't send that just now. Please ask me again in a moment, or {STAFF}."
NO_TOOL = f"I'm sorry, I can't do that in this call, but {STAFF}."

_QUESTIONS: dict[tuple[Part, ...], str] = {
    ("name", "date", "time"): "What's your name, and when would suit you?",
    ("name", "date"): "What's your name, and what day would suit you?",
    ("name", "time"): "What's your name, and what time would suit you?",
    ("date", "time"): "What day and time would suit you?",
    ("name",): "What's your name, please?",
    ("date",): "What day would suit you?",
    ("time",): "What time would suit you?",
}


def ask(draft: Facts, *, opening: str = "", for_another: bool = False) -> str:
    """The question for what *draft* lacks, behind an opening such as "Happy to."."""
    question = _QUESTIONS.get(draft.missing, "Which day and time would you like?")
    if for_another:
        question = question.replace("What's your name", "What name should I put it under").replace(", please", "")
    if opening == "And" and len(draft.missing) == 1:
        return f"And {question[0].lower()}{question[1:]}"
    if opening == "And":
        opening = "Thank you."
    return f"{opening} {question}".strip()


def first_name(name: str) -> str:
    """How a person of that name is addressed: the first name, or title and family name."""
    first, _, others = name.partition(" ")
    titled = first.rstrip(".").lower() in {"mr", "mrs", "ms", "miss", "mx", "dr", "prof"}
    return f"{first} {others}" if titled and others else first
