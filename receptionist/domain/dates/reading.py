"""Taking what was said apart by a language's grammar. Nothing here knows what day it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from string import ascii_lowercase, ascii_uppercase

from attrs import frozen

from receptionist.domain.dates.meanings import Bound, Clock, Meaning

MARKS = frozenset(",.;:!?()\"'\u00bf\u00a1")

# One character for one, so that places in the plain text are places in what was said.
_PLAIN = str.maketrans({
    **dict(zip(ascii_uppercase, ascii_lowercase, strict=True)),
    "\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2014": "-",
    "\u2026": ".", "\u00a0": " ", "\u202f": " ",
})  # fmt: skip
_TOKEN = re.compile(r"'s\b|[a-z]+(?:'[a-z]+)*|[0-9]+|\s-+(?=\s)|[^\s]", re.ASCII)


@frozen
class Piece:
    """A stretch of what was said, in lower case, and what it means; a word or sign that names no time means nothing.

    Attributes:
        bound: How it limits what is named beside it, which only matters to who looks for a stretch of time.
    """

    text: str
    start: int
    end: int
    means: tuple[Meaning, ...] = ()
    bound: Bound | None = None

    @property
    def is_mark(self) -> bool:
        """Whether it is punctuation that changes nothing; a dash between words makes a range, so it does."""
        return self.text in MARKS or self.text[0].isspace()

    @property
    def is_dash(self) -> bool:
        """Whether it is a dash, which stands between the ends of a range or sets words apart."""
        return self.text.strip().startswith("-")

    @property
    def clock(self) -> Clock | None:
        """The time of day that it names, if it names one."""
        return next((meaning for meaning in self.means if isinstance(meaning, Clock)), None)


Reader = tuple[re.Pattern[str], Callable[[re.Match[str]], tuple[Meaning, ...]]]


@frozen(kw_only=True)
class Grammar:
    """How one language names days and times.

    Attributes:
        letters: Letters that are read as others, one for one (é as e).
        readers: What names a day or a time, tried in this order at each word; the first that matches has it.
        bare: A lone number as a time of day, tried where one must follow: "at 2", but not "two kids".
        bounds: What limits a day or a time, tried after the readers.
        filler: Words that change neither day nor time. Whatever is not listed might, so it is asked about.
        nearly: Words that change a time of day little ("around 5") and a day much ("around the 3rd").
        loose: Words that change nothing either where no exact time is sought ("anything on Tuesday").
        leads: After these a lone number is a time of day.
        joins: After these one is where a time of day stands before them.
    """

    letters: Mapping[int, str]
    readers: tuple[Reader, ...]
    bare: Reader
    bounds: tuple[tuple[re.Pattern[str], Bound], ...]
    filler: frozenset[str]
    nearly: frozenset[str]
    loose: frozenset[str]
    leads: frozenset[str]
    joins: frozenset[str]

    def is_filler(self, piece: Piece) -> bool:
        """Whether leaving *piece* out changes neither day nor time."""
        return not piece.means and (piece.is_mark or piece.text in self.filler)

    def plain(self, text: str) -> str:
        """*text* in lower case and with plain letters, quotes and dashes, as long as before."""
        return text.translate(_PLAIN).translate(self.letters)

    def read(self, text: str, *, bare_first: bool = False) -> list[Piece]:
        """Take *text* apart, left to right, into what names a day or a time and the words and signs between.

        Args:
            text: What was said. The time taken grows with its length, so callers limit that.
            bare_first: Whether a lone number at the beginning is a time ("ten" where a time was asked for).
        """
        plain = self.plain(text)
        pieces: list[Piece] = []
        at = 0
        while token := _TOKEN.search(plain, at):
            bare = self._bare_may_follow(pieces) or (bare_first and all(self.is_filler(piece) for piece in pieces))
            pieces.append(self._piece(plain, token, self.readers + (self.bare,) * bare))
            at = pieces[-1].end
        return pieces

    def _bare_may_follow(self, pieces: list[Piece]) -> bool:
        if not pieces:
            return False
        joined = len(pieces) > 1 and pieces[-2].clock is not None
        return pieces[-1].text in self.leads or (joined and (pieces[-1].text in self.joins or pieces[-1].is_dash))

    def _piece(self, plain: str, token: re.Match[str], readers: Iterable[Reader]) -> Piece:
        for pattern, means in readers:
            if found := pattern.match(plain, token.start()):
                return Piece(_squeezed(found[0]), found.start(), found.end(), means(found))
        for limit, bound in self.bounds:
            if found := limit.match(plain, token.start()):
                return Piece(_squeezed(found[0]), found.start(), found.end(), bound=bound)
        return Piece(token[0], token.start(), token.end())


def reader(pattern: str, means: Callable[[re.Match[str]], tuple[Meaning, ...]]) -> Reader:
    """What *pattern* stands for."""
    return re.compile(pattern, re.ASCII), means


def always(pattern: str, *means: Meaning) -> Reader:
    """*pattern*, which stands for the same wherever it is found."""
    return re.compile(pattern, re.ASCII), lambda _: means


def one_of(words: Iterable[str]) -> str:
    """A regular expression's alternation, in which a space also matches a hyphen."""
    return "|".join(sorted(words, key=len, reverse=True)).replace(" ", r"[\s-]+")


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def clock(hour: int, minute: int, *, half: str | None = None, exact: bool = False, padded: bool = False) -> Clock:
    """A time of day as it is said.

    Args:
        hour: 0 to 24; beyond, there is no such time.
        minute: Past the hour.
        half: "a" or "p" when the half of the day is said with it.
        exact: Whether it is by the 24-hour clock.
        padded: Whether it is written "02:30", which looks like a 24-hour clock, yet a caller may have said "two
            thirty": hours may confirm it, not move it.
    """
    if hour not in range(24) or (half == "a" and hour in range(13, 24)) or (half == "p" and hour == 0):
        return Clock(())
    if hour not in range(1, 13) or exact:
        return Clock((hour * 60 + minute,))
    early = hour % 12 * 60 + minute
    if half:
        return Clock((early + 720 * (half == "p"),))
    return Clock((early, early + 720), (early,) if padded else (early, early + 720))


def from_the_hour(hour: int, minutes: int, half: str | None = None) -> Clock:
    """So many *minutes* past an hour of the twelve, or to it when they are negative."""
    full = hour % 12 * 60
    # "Quarter to twelve PM": is the half of the day that of twelve, or of the time meant?
    if abs(minutes) not in range(60) or (half and full == 0 and minutes < 0):
        return Clock(())
    early, late = sorted(((full + minutes) % 1440, (full + 720 + minutes) % 1440))
    return Clock((late if half == "p" else early,)) if half else Clock((early, late), (early, late))
