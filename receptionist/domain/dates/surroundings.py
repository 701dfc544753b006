"""What stands around the words for a day and a time in a whole utterance."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from attrs import frozen

Kind = Literal["date", "time"]


@frozen(kw_only=True)
class Surroundings:
    """How one language surrounds days and times; all patterns are for plain text, in one clause unless noted.

    Attributes:
        before: What stands directly before the words and belongs to them ("after", "every").
        refused_before: What refuses them from a few words before ("can't do").
        behind: What stands behind and belongs to them ("or later", "won't").
        correction: What takes them back, over the clause's end ("no, sorry, three").
        lead: What loses its meaning where the words behind it are cut out ("at").
        weak: Words that name a day or a time only if nothing follows that they could belong to: "at two", not "for
            two kids".
        may_follow: What may follow these.
        vague: Words that name a time only beside another day or time ("early").
        only_beside: Words for a day that are one only beside a time or another day ("May").
        article: What stands before a number that chooses from what was offered ("the").
        choice: Such a choice: "I'll take the first".
        on: The words between which and a number there is no choice ("on the first").
        skipped: Words that do not part a vague time from what is beside it.
        had: What begins a clause in which somebody says what they have ("I have a …").
        end_of_clause: Where such a clause ends.
    """

    before: Mapping[Kind, re.Pattern[str]]
    refused_before: re.Pattern[str]
    behind: re.Pattern[str]
    correction: re.Pattern[str]
    lead: re.Pattern[str]
    weak: re.Pattern[str]
    may_follow: frozenset[str]
    vague: re.Pattern[str]
    only_beside: re.Pattern[str]
    article: str
    choice: re.Pattern[str]
    on: frozenset[str]
    skipped: frozenset[str]
    had: re.Pattern[str]
    end_of_clause: re.Pattern[str]
