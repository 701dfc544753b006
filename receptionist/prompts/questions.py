"""What callers ask, and what the desk says: a file a topic in `policies/`, and nothing else to change for a new one.

A file begins with TOML between two lines `+++`: a `title` for staff and the `words` that callers use, by language.
Then, under a heading a language, what is said: two or three sentences, with places in braces that the clinic fills.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import get_args

from attrs import frozen

from receptionist.config.found import MISSING, Found, Words, one_line
from receptionist.domain.clinic import Clinic
from receptionist.errors import SettingError
from receptionist.language import Language
from receptionist.prompts.asking import Phrase, best
from receptionist.prompts.clinic_words import closures_in_words, hours_in_words, joined
from receptionist.prompts.sections import Section, check_placeholders, require, sections

_LANGUAGES: tuple[Language, ...] = get_args(Language)
_ID = re.compile("[a-z0-9_-]+")
_FENCE = "+++"
_MOST_BYTES = 65_536


@frozen(kw_only=True)
class Topic:
    """Something that callers ask about.

    Attributes:
        id: The file's name, as `parking`; stands in events and never changes.
        title: What staff call it.
        phrases: What callers say when they ask, by language.
        texts: What is said, by language, with placeholders.
    """

    id: str
    title: str
    phrases: Mapping[Language, tuple[Phrase, ...]]
    texts: Mapping[Language, str]


@cache
def topics() -> tuple[Topic, ...]:
    """The topics that are shipped, by id."""
    return load(resources.files("receptionist.prompts").joinpath("policies"))


def load(folder: Traversable) -> tuple[Topic, ...]:
    """The topics of a folder (a `Path` is one): every file whose name ends in `.md`, by id.

    Raises:
        SettingError: The folder or a file cannot be read, a file is no topic, or two topics share a phrase.
    """
    try:
        files = sorted((one for one in folder.iterdir() if one.name.endswith(".md")), key=lambda one: one.name)
    except OSError as error:
        raise _unreadable(str(folder), error) from error
    found = tuple(parse_topic(_content(file), file.name) for file in files)
    if not found:
        raise SettingError(one_line(f"folder {folder}"), Words("no topic"), "at least one file such as hours.md")
    _refuse_shared_phrases(found)
    return found


def parse_topic(text: str, file: str) -> Topic:
    """The topic that a file's *text* describes; its id is the name of *file* without `.md`.

    Raises:
        SettingError: It is none; the error names the file and the place.
    """
    name = file.removesuffix(".md")
    if not _ID.fullmatch(name):
        raise SettingError(one_line(f"name of {file}"), name, "a name of a-z, 0-9, - and _, as new-patients.md")
    front, body, line = _halves(text, file)
    of = front.table(("title", "words"))
    words = of["words"].table(_LANGUAGES)
    said = sections(body, file, first_line=line)
    for section in said:
        if section.heading not in _LANGUAGES:
            raise section.refused(section.heading, f"only {', '.join(_LANGUAGES)}")
    return Topic(
        id=name,
        title=of["title"].text(),
        phrases={language: _phrases(words[language]) for language in _LANGUAGES},
        texts={language: _text(require(said, language, file)) for language in _LANGUAGES},
    )


def find_topic(words: str, language: Language, among: tuple[Topic, ...] | None = None) -> Topic | None:
    """The topic that a caller's *words* ask about; None when none or more than one could be meant.

    The longest phrase decides, then how much was said of a topic; of equals none is taken.
    """
    known = topics() if among is None else among
    place = best(words, [topic.phrases[language] for topic in known])
    return None if place is None else known[place]


def answer(topic: Topic, clinic: Clinic, language: Language, today: date) -> str:
    """What is said about *topic*; *today* is the local date at the clinic, from which closures are counted."""
    text = topic.texts[language]
    filled = {name: fill(clinic, language, today) for name, fill in _FILLS.items() if f"{{{name}}}" in text}
    return text.format(**filled)


_Fill = Callable[[Clinic, Language, date], str]
_FILLS: Mapping[str, _Fill] = {
    "name": lambda clinic, _language, _today: clinic.name,
    "short_address": lambda clinic, _language, _today: clinic.short_address,
    "address": lambda clinic, _language, _today: clinic.address,
    "phone": lambda clinic, _language, _today: clinic.phone,
    "on_call_number": lambda clinic, _language, _today: clinic.on_call_number,
    "emergency_number": lambda clinic, _language, _today: clinic.emergency_number,
    "hours": lambda clinic, language, _today: hours_in_words(clinic, language),
    "closures": closures_in_words,
    "notice_hours": lambda clinic, _language, _today: str(clinic.notice_hours),
    "grace_minutes": lambda clinic, _language, _today: str(clinic.grace_minutes),
    "arrival_instructions": lambda clinic, language, _today: clinic.arrival_instructions[language],
    "providers": lambda clinic, language, _today: joined([one.name for one in clinic.providers], language),
    "treatments": lambda clinic, language, _today: joined([one.name(language) for one in clinic.treatments], language),
}


def _content(file: Traversable) -> str:
    try:
        with file.open("rb") as opened:
            content = opened.read(_MOST_BYTES + 1)
        if len(content) > _MOST_BYTES:
            raise SettingError(one_line(file.name), Words(f"larger than {_MOST_BYTES // 1024} KiB"), "a short text")
        return content.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(file.name, error) from error


def _unreadable(name: str, error: OSError | UnicodeDecodeError) -> SettingError:
    why = f"unreadable ({error.strerror})" if isinstance(error, OSError) else "not UTF-8"
    return SettingError(one_line(name), Words(why), "text in UTF-8 that can be read")


def _halves(text: str, file: str) -> tuple[Found, str, int]:
    """The front matter, the rest, and the line on which the rest begins."""
    lines = text.splitlines()
    fences = [number for number, line in enumerate(lines) if line.strip() == _FENCE][:2]
    if len(fences) < 2 or fences[0] != 0:  # noqa: PLR2004 (one above, one below)
        raise SettingError(one_line(f"line 1 of {file}"), lines[0] if lines else MISSING, "+++, then TOML, then +++")
    try:
        # With the fence's line left empty, tomllib counts lines as the file does.
        front = tomllib.loads("\n" + "\n".join(lines[1 : fences[1]]))
    except ValueError as error:
        raise SettingError(one_line(file), Words("not TOML"), one_line(f"TOML between the +++ ({error})")) from error
    return Found(key="", value=front, file=file), "\n".join(lines[fences[1] + 1 :]), fences[1] + 2


def _phrases(found: Found) -> tuple[Phrase, ...]:
    phrases: list[Phrase] = []
    for one in found.array('phrases, as ["parking", "where can I park"]'):
        phrase = Phrase.of(one.text())
        if phrase is None:
            raise one.refused("words, with ... where others may come between")
        if phrase in phrases:
            raise one.refused("each phrase once, upper case, accents and signs aside")
        phrases.append(phrase)
    if not phrases:
        raise found.refused("at least one phrase")
    return tuple(phrases)


def _text(section: Section) -> str:
    check_placeholders(section, _FILLS.keys())
    return section.text


def _refuse_shared_phrases(found: tuple[Topic, ...]) -> None:
    taken: dict[tuple[Language, Phrase], Topic] = {}
    for topic, language, phrase in _all_phrases(found):
        other = taken.setdefault((language, phrase), topic)
        if other is not topic:
            place = one_line(f"words.{language} in {topic.id}.md")
            raise SettingError(place, str(phrase), f"a phrase that {other.id}.md does not have")


def _all_phrases(found: tuple[Topic, ...]) -> Iterator[tuple[Topic, Language, Phrase]]:
    for topic in found:
        for language in _LANGUAGES:
            for phrase in topic.phrases[language]:
                yield topic, language, phrase
