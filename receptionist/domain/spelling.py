"""The name that a caller spells: "S as in Sam, M, I, T, H", "doble ele", "O apostrophe B…"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from attrs import frozen

from receptionist.domain import names
from receptionist.domain.hearing import Word, after_correction, matches, plain, words_in
from receptionist.domain.letters import SPELLING_ALPHABET, UNCLEAR, letter_at
from receptionist.domain.said_names import heard_in_parts, heard_whole, titled
from receptionist.domain.sounds import sounds_like
from receptionist.language import Language

__all__ = ["sounds_like", "spelled"]

_SIGNS: dict[Language, dict[tuple[str, ...], str]] = {
    "en": {("hyphen",): "-", ("dash",): "-", ("apostrophe",): "'", ("space",): " ", ("new", "word"): " "},
    "es": {("guion",): "-", ("apostrofe",): "'", ("apostrofo",): "'", ("espacio",): " ", ("otra", "palabra"): " "},
}
_ASIDES: dict[Language, tuple[tuple[str, ...], ...]] = {
    "en": (("you", "see"), ("you", "know"), ("i", "think"), ("i", "guess"), ("i", "see"), ("i", "believe"),
           ("and", "then"), ("then",), ("and",), ("uh",), ("um",), ("er",), ("erm",), ("please",),
           ("thank", "you"), ("thanks",)),
    "es": (("y", "luego"), ("luego",), ("despues",), ("eh",), ("este",), ("por", "favor"), ("gracias",), ("sabe",)),
}  # fmt: skip
# After these, letters are letters, even those that are also words.
_CUES: dict[Language, frozenset[str]] = {
    "en": frozenset({"spell", "spelled", "spelt", "spelling", "spells", "letters", "name", "surname", "name's", "it",
                     "it's", "is", "that's", "so", "yes", "written"}),
    "es": frozenset({"deletreo", "deletrea", "deletreado", "letras", "nombre", "apellido", "es", "escribe", "si",
                     "se"}),
}  # fmt: skip
_BETWEEN_NAMES: dict[Language, frozenset[str]] = {
    "en": frozenset({"last", "first", "middle", "family", "name", "surname", "is", "and", "the", "my"}),
    "es": frozenset({"nombre", "apellido", "apellidos", "segundo", "primer", "es", "y", "el", "mi"}),
}
# Letters that spell an address on the net are no name.
_ADDRESSES = frozenset({"@", "arroba", "correo", "email", "gmail", "mail"})
# Who comes to the first name only now has begun with the last.
_FIRST_NAME: dict[Language, frozenset[str]] = {"en": frozenset({"first"}), "es": frozenset({"nombre"})}
_FEWEST = 2


@frozen
class _Item:
    """A letter, or several, or a sign, within a spelled name."""

    chars: str
    start: int
    end: int
    sure: bool
    capital: bool = False


_Run = list[_Item]


def spelled(words: str, language: Language) -> str | None:
    """The name that *words* spell, written as a name, or None when they spell none or not clearly.

    Only the spelled part is returned ("Sarah Smith, S M I T H" is "Smith"); when the caller also says it, its accents
    and capitals are taken from there. What contradicts itself ("K as in Catherine") or corrects a part ("no, T") is
    None: only a question helps.

    Args:
        words: One utterance, as heard or typed.
        language: That of the caller; it decides what letters are called.
    """
    said = words_in(words)
    if any(word.plain in _ADDRESSES for word in said):
        return None
    held = after_correction(said, language, lambda word: _is_letterlike(word, language))
    if held is None:
        return None
    before, runs = said[: len(said) - len(held)], _runs(held, language)
    if not runs or any(UNCLEAR in item.chars for run in runs for item in run):
        return None
    if sum(len(item.chars) for run in runs for item in run) > names.MAX_LENGTH:
        return None
    earlier = max((len(_letters(run)) for run in _runs(before, language)), default=0)
    if len(_letters(runs[-1])) < earlier - 1:
        return None
    written = _together([_written(run, said, language) for run in runs], runs, held, language)
    return written if written and names.why_not(written) is None else None


def _is_letterlike(word: Word, language: Language) -> bool:
    letter = letter_at((word,), 0, language)
    return letter is not None and letter.sure


def _runs(said: Sequence[Word], language: Language) -> list[_Run]:
    """The stretches of letters that are meant as such."""
    found = (_trimmed(run, said, language) for run in _stretches(said, language))
    return [run for run in found if run and _is_meant(run, said, language)]


def _stretches(said: Sequence[Word], language: Language) -> Iterator[_Run]:
    run: _Run = []
    at = 0
    while at < len(said):
        aside = next((phrase for phrase in _ASIDES[language] if matches(said, at, phrase)), None)
        item = None if aside else _item(said, at, language, begun=bool(run))
        if item is not None:
            run.append(item)
            at = item.end
        elif aside is not None or said[at].is_mark:
            at += len(aside or ".")
        else:
            yield run
            run, at = [], at + 1
    yield run


def _item(said: Sequence[Word], at: int, language: Language, *, begun: bool) -> _Item | None:
    sign = next((phrase for phrase in _SIGNS[language] if matches(said, at, phrase)), None)
    if begun and sign is not None:
        return _Item(_SIGNS[language][sign], at, at + len(sign), sure=True)
    if begun and said[at].text == "'":
        return _Item("'", at, at + 1, sure=True)
    letter = letter_at(said, at, language)
    if letter is None:
        return None
    single = said[at].text.lower()
    sure = letter.sure and not (letter.end == at + 1 and single in _ONE_LETTER_WORDS[language])
    return _Item(letter.chars, at, letter.end, sure, letter.capital)


_ONE_LETTER_WORDS: dict[Language, frozenset[str]] = {"en": frozenset("ai"), "es": frozenset("aeouy")}


def _trimmed(run: _Run, said: Sequence[Word], language: Language) -> _Run:
    """The run without the words at its ends that only look like letters ("Kay, K A Y"); empty when that is open."""
    while run and (not run[-1].chars.isalpha() or (_is_and(run[-1], said) and not _is_bounded(run, said, language))):
        run = run[:-1]
    if sum(said[item.start].plain in SPELLING_ALPHABET for item in run) > _FEWEST:
        return run
    start, end = 0, len(run)
    while start < end and _is_weak(run[start], said):
        start += 1
    while end > start and _is_weak(run[end - 1], said):
        end -= 1
    inner = run[start:end]
    outside = [said[item.start].plain for item in (*run[:start], *run[end:])]
    if not outside or not inner or "".join(outside) == plain(_letters(inner)):
        return inner
    apart = [any(said[i].is_mark for i in range(one.end, other.start)) for one, other in pairwise(run)]
    if any(apart) and not any(apart[start : end - 1]):
        return inner
    return run if _is_bounded(run, said, language) and said[run[0].start].plain != "oh" else []


def _is_and(item: _Item, said: Sequence[Word]) -> bool:
    """Whether the item may be the Spanish "and"."""
    return item.chars == said[item.start].text == "y" and not item.sure


def _is_weak(item: _Item, said: Sequence[Word]) -> bool:
    return not item.sure and item.end == item.start + 1 and len(said[item.start].text) > 1


def _is_bounded(run: _Run, said: Sequence[Word], language: Language) -> bool:
    """Whether no word of a sentence stands next to the run."""
    first, last = run[0].start, run[-1].end
    begins = first == 0 or said[first - 1].is_mark or said[first - 1].plain in _CUES[language]
    ends = last == len(said) or said[last].is_mark or any(matches(said, last, aside) for aside in _ASIDES[language])
    return begins and ends


def _is_meant(run: _Run, said: Sequence[Word], language: Language) -> bool:
    """Whether the letters are no chance neighbours ("I see a doctor")."""
    letters = _letters(run)
    sure = sum(len(item.chars) for item in run if item.sure and item.chars.isalpha())
    if len(letters) < _FEWEST or (any(item.chars == "y" and not item.sure for item in run) and sure < len(run) - 1):
        return False
    if heard_whole(letters, said) is not None:
        return True
    first = run[0].start
    lone = len(run) == 1 and run[0].end - first <= _FEWEST
    if lone or (language == "es" and _has_open_y(run, said)):
        return False
    if sure > _FEWEST and 2 * sure >= len(letters):
        return True
    cue = first == 0 or any(word.plain in _CUES[language] for word in said[max(0, first - 3) : first])
    return sure > 0 and cue and _is_bounded(run, said, language)


def _has_open_y(run: _Run, said: Sequence[Word]) -> bool:
    """Whether a "y" stands among letters said by name: then it is an "and", a y, or an i."""
    open_y = any(said[item.start].text == "y" and item.end == item.start + 1 for item in run)
    return open_y and any(len(said[item.start].text) > 1 for item in run)


def _letters(run: _Run) -> str:
    return "".join(char for item in run for char in item.chars if char.isalpha())


def _written(run: _Run, said: Sequence[Word], language: Language) -> str:
    """The run as a name is written."""
    text = "".join(item.chars.upper() if item.capital else item.chars for item in run)
    signs = not text.isalpha()
    if not signs and (heard := heard_whole(text, said)) is not None:
        return heard
    if not signs and (parts := heard_in_parts(text, said, _CUES[language])):
        return parts
    return titled(text)


def _together(written: list[str], runs: list[_Run], said: Sequence[Word], language: Language) -> str | None:
    """One name of several spelled ones ("first name J O N, last name L E E"), or None when they are rivals."""
    if len(set(written)) == 1:
        return written[0]
    spoken = {plain(name) for name in written}
    turned = False
    for one, other in pairwise(runs):
        between = {word.plain for word in said[one[-1].end : other[0].start] if not word.is_mark}
        if not between <= _BETWEEN_NAMES[language] | spoken:
            return None
        turned = turned or bool(between & _FIRST_NAME[language])
    return " ".join(reversed(written) if turned else written)
