"""Every sentence that the offline brain says on its own account: the form that each language fills in.

`{clinic}` and `{phone}` stand for the clinic's own; `offline.py` puts them in.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from receptionist.llm.conversation import Facts, Part


@frozen(kw_only=True)
class Phrases:
    """One language's sentences."""

    staff: str
    welcome: str
    hello: str
    how_can_i_help: str
    anything_else: str
    what_can_i_do: str
    you_are_welcome: str
    farewell: str
    one_moment: str
    take_your_time: str
    still_there: str
    i_am_here: str
    robot: str
    who: str
    how_are_you: str
    greeted: str
    all_right: str
    of_course: str

    another_time: str
    new_time: str
    what_is_wrong: str
    other_time: str
    nothing_suits: str
    nothing_booked: str
    stays: str
    no_renaming: str
    shall_i_book: str
    which_one: str
    happy_to: str
    thanks: str
    thank_you: str
    questions: Mapping[tuple[Part, ...], str]
    questions_for_another: Mapping[tuple[Part, ...], str]
    and_questions: Mapping[Part, str]
    """For the one thing that is still missing, once the rest is there."""
    which_day_and_time: str
    phone_and_birth_date: str
    your_phone: str
    birth_date: str
    guardian: str
    sorry_to_hear: str

    identify: str
    still_phone: str
    still_birth_date: str
    how_late: str
    which_appointment: str
    cannot_identify: str

    what_message: str
    who_calls: str
    whom_to_call: str
    on_which_number: str
    sorry_shall_i: str
    shall_i: str

    didnt_catch: str
    still_didnt_catch: str
    otherwise: str
    trouble_booking: str
    trouble_moving: str
    trouble_sending: str
    trouble: str
    no_tool: str


def question_for(words: Phrases, draft: Facts, *, opening: str = "", for_another: bool = False) -> str:
    """The question for what *draft* lacks, behind an opening such as "Happy to."."""
    if opening == words.thank_you and len(draft.missing) == 1 and not for_another:
        return words.and_questions[draft.missing[0]]
    questions = words.questions_for_another if for_another else words.questions
    asked = questions.get(draft.missing, words.which_day_and_time)
    return f"{opening} {asked}".strip()


def first_name(name: str) -> str:
    """How a person of that name is addressed: the first name, or title and family name."""
    first, _, others = name.partition(" ")
    titled = first.rstrip(".").lower() in {"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sr", "sra", "srta", "dra"}
    return f"{first} {others}" if titled and others else first
