"""What English speakers say around days and times."""

from __future__ import annotations

import re

from receptionist.domain.dates.english_words import MONTHS, NUMBERS, ORDINALS
from receptionist.domain.dates.reading import one_of
from receptionist.domain.dates.surroundings import Kind, Surroundings

_NUMBER = rf"(?:[0-9]{{1,2}}(?:st|nd|rd|th)?|{one_of([*NUMBERS, *ORDINALS])})\b"
_LINK = r"\s*(?:-|/|\b(?:to|or|and|through|until|till)\b)\s*"
_NOT = (
    r"(?:not|never|nor|cannot|[a-z]+n't|unable|unavailable|except|unless|away|busy|out\s+of"
    r"|any\s?(?:thing|day|time)\s+but)\b"
)
_FULL = r"(?:bad|booked|closed|difficult|full|impossible|no\s+good|out|too\s+(?:early|late|soon))\b"
_BEFORE: dict[Kind, str] = {
    "date": rf"after|any|another|before|between|by|each|either|every|except|following|from|last|next\s+available"
    rf"|no|(?<!\bchance )of|or|other|past|previous|since|some|starting|than|till|until|within|a"
    rf"|{one_of(list(ORDINALS)[:5])}",
    "time": r"after|before|between|by|earlier|except|from|last|later|no|(?<!\bchance )of|or|past|since|starting"
    r"|than|till|until|within",
}

ENGLISH_SURROUNDINGS = Surroundings(
    before={
        kind: re.compile(rf"\b(?:(?:{words})\s+(?:(?:on|at|for|the|in)\s+)*|{_NUMBER}{_LINK})+$", re.ASCII)
        for kind, words in _BEFORE.items()
    },
    refused_before=re.compile(rf"(?<!\bwhy )\b(?:{_NOT}|between\b)(?:\s+[a-z0-9']+){{0,4}}\s*$", re.ASCII),
    behind=re.compile(
        rf"\s*(?:or\b(?:\s+[a-z0-9]+)?|{_LINK}{_NUMBER}|(?:after|before|of)\s+[a-z]+|in\s+(?:{one_of(MONTHS)})\b|-?ish\b"
        rf"|onwards?\b|at\s+the\s+(?:earliest|latest)\b|(?:[ecmp][sd]t|eastern|central|mountain|pacific|gmt|utc)\b"
        rf"|(?:[a-z']+\s+){{0,3}}(?:{_NOT}|{_FULL}))",
        re.ASCII,
    ),
    # "At two, no, sorry, three."
    correction=re.compile(
        rf"(?:[\s,.;-]*\b(?:actually|i\s+mean|maybe|no|or|rather|say|sorry|wait)\b)+[\s,.;-]*{_NUMBER}", re.ASCII
    ),
    lead=re.compile(r"(?:\b(?:at|on|for)\s+)+$", re.ASCII),
    weak=re.compile(
        rf"[0-9]{{1,2}}(?:\s[0-9]{{2}})?|{one_of(NUMBERS)}|mon|wed|sat|sun|(?:the\s+)?(?:{_NUMBER})"
        r"|.*(?<!\bof)\s(?:may|march)",
        re.ASCII,
    ),
    may_follow=frozenset([
        "about", "and", "around", "at", "be", "because", "but", "for", "if", "in", "instead", "is", "maybe", "on",
        "or", "please", "'s", "should", "so", "sounds", "thank", "thanks", "then", "to", "until", "will", "with",
        "works", "would",
    ]),
    vague=re.compile(r"(?:early|late|soon|lunch|mid|earl|all|end|first|next|the|start|beginning|last)", re.ASCII),
    only_beside=re.compile(rf"(?:{one_of(MONTHS)})\.?", re.ASCII),
    article="the ",
    choice=re.compile(rf"the\s+(?:{one_of(list(ORDINALS)[:5])}|{one_of(NUMBERS)})", re.ASCII),
    on=frozenset(["on"]),
    skipped=frozenset(["at", "the", "or", "after", "before"]),
    had=re.compile(
        r"\s*(?:(?:well|so|ok(?:ay)?|hi|hello|hey|yes|yeah|um|uh|actually|look|see|um)[\s,]+)*"
        r"(?:(?:i|we)\s+(?:currently\s+|already\s+)?(?:have|had|got)|(?:i|we)'ve\s+(?:already\s+)?got"
        r"|(?:i'm|i\s+am|we're|we\s+are)\s+(?:currently\s+|already\s+)?(?:booked|scheduled|down|set|in)\b"
        r"|(?:(?:my|our)\s+[a-z]+|he|she|they)\s+(?:currently\s+|already\s+)?(?:has|have|had)\b"
        r"|(?:my|our)\s+(?:[a-z]+\s+)?(?:appointment|visit|cleaning|checkup|check-up|exam|filling)\b)",
        re.ASCII,
    ),
    end_of_clause=re.compile(
        r"[,.;!?]\s+|\s(?:but|and|so)\s+(?=(?:i|can|could|would|is|do|may|please|any|what|how|i'd|let)\b)"
        r"|\s(?=(?:can|could|would|may)\s+(?:i|we|you)\b|(?:any\s+chance)\b)",
        re.ASCII,
    ),
)  # fmt: skip
