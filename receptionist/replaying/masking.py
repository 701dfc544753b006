"""Hiding who it was: the names, numbers, dates of birth and codes that a call's events carry, wherever they are said.

What is known is hidden in every form in which it is usually said or written; beside it what looks like a number, a
date of birth, a spelled name, or is introduced as a name. Any other name that only an utterance has looks like any
other word, and stays.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import attrs
from attrs import frozen

from receptionist.domain.codes import spoken_code
from receptionist.domain.numerals import DIGIT_NAMES
from receptionist.events.booking import Appointment
from receptionist.events.call import ToolCalled
from receptionist.events.personal import ERASED, is_personal
from receptionist.events.recorded import Recorded, UnknownEvent
from receptionist.projections.wording import first_name
from receptionist.replaying.tool_words import named_words, parsed

NAME, PHONE, BORN, CODE, IDENTITY = "[name]", "[phone]", "[date of birth]", "[code]", "[participant]"
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "[e-mail]"

_KINDS: Mapping[str, str] = {
    **dict.fromkeys(("name", "patient_name", "who", "patient", "guardian", "caller_name"), "names"),
    **dict.fromkeys(("phone", "callback_number", "number"), "phones"),
    **dict.fromkeys(("birth_date", "date_of_birth"), "births"),
    "code": "codes",
    "identity": "identities",
}
_PLACEHOLDERS = {"names": NAME, "phones": PHONE, "births": BORN, "codes": CODE, "identities": IDENTITY}
_DIGITS = (
    "zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple|"
    "cero|uno|una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|doble"
)
_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december|"
    "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|diciembre"
)
_SMALL = r"(?:[a-z]+(?:teen|ty)|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_SPOKEN_YEAR = (
    rf"nineteen(?:[ -](?:and|oh|hundred|{_SMALL})){{1,3}}|two thousand(?:[ -](?:and|{_SMALL})){{0,3}}|"
    rf"twenty[ -](?:oh[ -])?{_SMALL}|(?:mil novecientos|dos mil|diecinueve)(?: [a-z]+){{0,3}}"
)
_OLD_YEAR = r"(?:19\d\d|200\d|201\d)"
_SPOKEN_DATE = (
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?(?: of| de)? )?(?:{_MONTHS})\b[\w ,-]{{0,24}}?\b(?:{_OLD_YEAR}|{_SPOKEN_YEAR})\b"
)
_NUMBERED_DATE = r"\d{4}-\d{2}-\d{2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{4}"
_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    # A whole date with a year before this century's twenties is no appointment.
    (re.compile(_SPOKEN_DATE), BORN),
    (re.compile(rf"\b\d{{1,2}}[/.-]\d{{1,2}}[/.-]{_OLD_YEAR}\b|\b{_OLD_YEAR}-\d{{2}}-\d{{2}}\b"), BORN),
    (re.compile(rf"(?<![\w:-])(?!{_NUMBERED_DATE})\+?\(?\d(?:[ ().-]{{0,3}}\d){{6,14}}(?![\w:-])"), PHONE),
    (re.compile(rf"\b(?:(?:{_DIGITS})[ ,.-]+){{4,}}(?:{_DIGITS})\b"), PHONE),
    # A name spelled out, by the caller or by the agent that reads it back.
    (re.compile(r"\b(?:[a-z][ .,-]{1,2}){3,}[a-z]\b"), NAME),
)  # fmt: skip
# Whoever says so says a name next: any word after the plain ones, one with a capital letter after the others.
_WORD, _CAPITAL = r"[^\W\d_][\w'\u2019-]*", r"(?![a-z])[^\W\d_][\w'\u2019-]*"
_INTRODUCED = re.compile(
    rf"(\b(?:(?i:my name is|my name's|me llamo|mi nombre es)\s+(?={_WORD})|"
    rf"(?i:this is|i am|i'm|it's|habla|soy)\s+(?={_CAPITAL})))(?:{_WORD})(?:\s+{_CAPITAL})*"
)
_SHORTEST_PART = 2
# An LLM may give a tool anything: "yes" is no date of birth, and hiding every "yes" would help nobody.
_SHORTEST = {"names": 1, "phones": 4, "births": 6, "codes": 4, "identities": 2}


@frozen(kw_only=True)
class Known:
    """What must not be seen, as it stands in events or was said to a tool."""

    names: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    births: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()
    identities: frozenset[str] = frozenset()


class Mask:
    """Shows text without what is known.

    Args:
        first_names: Whether first names stay, as on the desk's own screens; otherwise names go altogether.
    """

    def __init__(self, known: Known, *, first_names: bool = False) -> None:
        self._first_names = first_names
        self._rules = [(re.compile(pattern), shown) for pattern, shown in _rules(known, first_names=first_names)]

    def __call__(self, text: str) -> str:
        """*text* as it may be seen."""
        folded = _folded(text)
        for pattern, shown in (_MAIL, *self._rules, *_PATTERNS):
            text, folded = _replaced(pattern, shown, text, folded)
        return text if self._first_names else _INTRODUCED.sub(rf"\1{NAME}", text)


def as_it_is(text: str) -> str:
    """What shows everything."""
    return text


Show = Callable[[str], str]


def known_of(events: Iterable[Recorded]) -> Known:
    """All that *events* say of who somebody is."""
    return known_from(pair for recorded in events for pair in _told(recorded.event))


def known_from(told: Iterable[tuple[str, str]]) -> Known:
    """All that values say of who somebody is, each given with its field's name."""
    found: dict[str, set[str]] = {each.name: set() for each in attrs.fields(Known)}
    for name, value in told:
        kind = _KINDS.get(name)
        if kind is not None and len(value.strip()) >= _SHORTEST[kind] and value != ERASED:
            found[kind].add(value)
    return Known(**{name: frozenset(values) for name, values in found.items()})


def placeholder(name: str) -> str | None:
    """What stands for the value of a field of this name, if it tells who somebody is."""
    kind = _KINDS.get(name)
    return None if kind is None else _PLACEHOLDERS[kind]


def _told(event: object) -> Iterator[tuple[str, str]]:
    """Personal values with the names of their fields, those that a tool was given too."""
    if isinstance(event, ToolCalled):
        yield from named_words(parsed(event.arguments), without={"clinic"})
    elif isinstance(event, UnknownEvent):
        yield from named_words(event.data, without={"clinic"})
    elif attrs.has(cls := _class(event)):
        for attribute in attrs.fields(cls):
            value = getattr(event, attribute.name)
            if is_personal(attribute) and isinstance(value, str):
                yield attribute.name, value
            elif isinstance(value, Appointment):
                yield from _told(value)
            elif isinstance(value, tuple):
                yield from (pair for each in value for pair in _told(each))


def _class(value: object) -> Any:
    return type(value)


def _rules(known: Known, *, first_names: bool) -> Iterator[tuple[str, str]]:
    yield from ((_spaced(each), IDENTITY) for each in _longest_first(known.identities))
    for each in _longest_first(known.codes):
        yield from ((form, CODE) for form in _code_forms(each))
    for each in _longest_first(known.births):
        yield from ((form, BORN) for form in _birth_forms(each))
    for each in _longest_first(known.phones):
        yield from ((form, PHONE) for form in _phone_forms(each))
    for each in _longest_first(name for name in known.names if not _is_letter(name)):
        yield _spaced(each), first_name(each) if first_names else NAME
    firsts = {_folded(first_name(each)) for each in known.names}
    parts = {part for each in known.names for part in re.split(r"[\s,]+", each) if len(part) >= _SHORTEST_PART}
    for part in _longest_first(parts):
        if not (first_names and _folded(part) in firsts):
            yield _spaced(part), NAME


def _is_letter(name: str) -> bool:
    """Whether it is one Latin letter, which is nobody's name; a single character of other scripts may be one."""
    return len(name.strip()) == 1 and name.strip().isascii()


def _longest_first(texts: Iterable[str]) -> list[str]:
    return sorted(texts, key=lambda text: (-len(text), text))


def _spaced(text: str) -> str:
    """As a pattern: whole words, however they are spaced. Dentists' names are everybody's to know."""
    return r"(?<!dr\. )(?<!dra\. )(?<!\w)" + r"\s+".join(re.escape(part) for part in _folded(text).split()) + r"(?!\w)"


def _code_forms(code: str) -> Iterator[str]:
    """As it is stored and written, said character by character, and read aloud in both languages."""
    bare = re.sub(r"[\s.-]", "", code)
    if len(bare) < len(code) or not bare.isalnum():
        yield _spaced(code)
    if bare.isalnum():
        yield r"(?<!\w)" + r"[\s.,-]*".join(map(_said, _folded(bare))) + r"(?!\w)"
        for language in ("en", "es"):
            yield re.escape(_folded(_spoken(bare, language)))


def _spoken(code: str, language: Any) -> str:
    try:
        return spoken_code(code, language)
    except (KeyError, ValueError):
        return code


def _phone_forms(phone: str) -> Iterator[str]:
    digits = re.sub(r"\D", "", phone)
    for length in (len(digits), 10, 7, 4):
        # Its end alone is how a number is read back and asked for.
        if 4 <= length <= len(digits):  # noqa: PLR2004 (the last four digits)
            yield r"(?<![\w:-])\+?\(?" + r"[\s().,-]*".join(map(_said, digits[-length:])) + r"(?![\w:-])"
    if not digits or re.search(r"[^\W\d]", phone):
        yield _spaced(phone)


def _said(char: str) -> str:
    """A character as it may be written: a digit by its names, too."""
    if not char.isdigit():
        return re.escape(char)
    return (
        "|".join(("(?:" + char, *(names[int(char)] for names in DIGIT_NAMES.values()), *(["oh"] * (char == "0")))) + ")"
    )


def _birth_forms(born: str) -> Iterator[str]:
    yield _spaced(born)
    try:
        day = date.fromisoformat(born)
    except ValueError:
        return
    year = f"(?:{day.year}|{day.year % 100:02d})"
    for one, other in ((day.month, day.day), (day.day, day.month)):
        yield rf"\b0?{one}[/.-]0?{other}[/.-]{year}\b"
    months = _MONTHS.split("|")
    named = "|".join({months[day.month - 1], f"{day:%b}".lower(), *_spanish_month(months, day.month)})
    yield rf"\b(?:{named})\.? (?:the )?{day.day}(?:st|nd|rd|th)?\b(?:,? (?:of )?{year})?"
    yield rf"\b{day.day}(?:st|nd|rd|th)?(?: of| de)? (?:{named})\b(?:,? (?:of |de |del )?{year})?"


def _spanish_month(months: list[str], number: int) -> tuple[str, ...]:
    spanish = [each for each in months[12:] if each != "setiembre"]
    return (spanish[number - 1],)


def _folded(text: str) -> str:
    """*text* character by character without accents and capitals, so that places in it stay where they are."""
    return "".join(map(_plain, text))


def _plain(char: str) -> str:
    base = unicodedata.normalize("NFD", char)[0].casefold()
    return base if len(base) == 1 else char


def _replaced(pattern: re.Pattern[str], shown: str, text: str, folded: str) -> tuple[str, str]:
    parts, plain_parts, end = list[str](), list[str](), 0
    for found in pattern.finditer(folded):
        parts += [text[end : found.start()], shown]
        plain_parts += [folded[end : found.start()], shown]
        end = found.end()
    return (text, folded) if not end else ("".join((*parts, text[end:])), "".join((*plain_parts, folded[end:])))
