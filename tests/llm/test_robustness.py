"""Whatever is said, in whatever state, there is an answer, the same each time, with the tools that are there."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from receptionist.llm import intents_en, intents_es
from receptionist.llm.brain import TOOLS, next_move
from receptionist.llm.conversation import AgentSaid, CallerSaid, CallTool, Item, ToolAnswered, ToolCalled
from receptionist.llm.ordinary_words import word_set
from receptionist.llm.wanting import Intent

WORDS = sorted(
    word_set("""
hello hola yes no sí book appointment cita cancel move mover late tarde Tuesday martes at two las
dos 2:30 PM first second segunda my son mi hijo Tom Sarah six tooth duele swollen breathe person
persona message number 212 555 0143 March 3rd 1985 born code K7PQ2M insurance Cigna cleaning
limpieza Dr. Patel , . ? ¿ thanks gracias bye adiós wrong ridiculous waiting list in English en
español next week tomorrow morning soonest none never mind same also 😀 \u202e O'Brien N-G-U-Y-E-N
""")
)
ANSWERS = (
    "",
    "Noted.",
    "I'm sorry, that time is already taken. What other day and time would suit you?",
    "You're booked for an exam with Dr. Lee on Tuesday, November 24th at 2 PM, Sarah.",
    (
        "I have Thursday, November 19th at 1 PM or 2 PM. Would one of these suit you?\n"
        "(slots: s1 = 2026-11-19T18:00Z lee; s2 = 2026-11-19T19:00Z lee)"
    ),
    (
        "There are 2 appointments. Ann has an exam on Tuesday, November 24th at 2 PM. Bo has an exam on Friday,"
        " November 27th at 9 AM.\n(appointments: a-1 = 2026-11-24T19:00Z; a-2 = 2026-11-27T14:00Z)"
    ),
    "Thank you, that's all I need.",
    "I'm sorry, I couldn't confirm those details. Could you give them to me once more?",
    "What is the visit for: a crown preparation or a crown seating?",
    "(slots: ",
    "(appointments: )",
    "¿?",
)
MOST_TOOLS = 8

utterances = st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(" ".join)
turns = st.lists(
    st.tuples(utterances, st.lists(st.sampled_from(ANSWERS), min_size=3, max_size=3)), min_size=1, max_size=6
)


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(turns)
def test_every_turn_of_every_call_comes_to_words(calls: list[tuple[str, list[str]]]) -> None:
    """No words and no answer of a tool make the brain fail, or call tools without end."""
    conversation: list[Item] = []
    for words, answers in calls:
        conversation.append(CallerSaid(words))
        for number in range(MOST_TOOLS):
            move = next_move(conversation)
            assert move == next_move(conversation)
            if not isinstance(move, CallTool):
                break
            assert move.name in TOOLS
            answered = ToolAnswered(move.name, answers[number % len(answers)], is_error=not words.isascii())
            conversation += [ToolCalled(move.name, move.arguments), answered]
        else:
            raise AssertionError([item.name for item in conversation if isinstance(item, ToolCalled)])
        conversation.append(AgentSaid(move.text))


def test_both_languages_can_want_the_same_things() -> None:
    assert set(intents_en.PATTERNS) == set(intents_es.PATTERNS) == set(Intent)
