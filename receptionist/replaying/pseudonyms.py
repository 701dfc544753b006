"""Who and what stands for a person, a number, a code or an id: the same for the same, and nothing to be read back from.

Everything is drawn by a keyed digest (HMAC-SHA-256) of what it stands for, under a key derived from the log's: the same
person is called the same in every history that is saved from one log, and nobody without its keys can try names out.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from receptionist.code_alphabet import ALPHABET, LENGTH, with_check
from receptionist.domain.birth_dates import age_on


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_FIRST = _words(
    "Adela Alma Anton Astrid Bruno Carla Celia Clara Dalia Damian Edith Elias Elsa Fabian Fiona Flora Greta"
    " Gustav Hanna Hector Ines Ingrid Iris Ivan Jasper Jonas Judith Julian Karin Klara Leonie Linus Livia Magnus"
    " Marta Matteo Milena Mira Nadia Nestor Nora Olga Oscar Otto Paula Petra Quentin Rafael Renata Rufus Selma"
    " Silas Simone Tamara Tobias Ulla Ursula Vera Viktor Wanda Wilma Xenia Yvonne Zelda"
)
_LAST = _words(
    "Abbot Alder Ashby Barlow Beckett Birch Bolton Calder Carver Colby Dalton Darby Denholm Elgin Ellery Everly"
    " Falk Farrow Fenwick Garland Garrick Gifford Hadley Halden Harlow Holbrook Ingram Irving Jarvis Keating"
    " Kendall Kirby Langley Larkin Lowell Marlow Merton Milford Nolan Norwood Oakley Osgood Padgett Penrose"
    " Prescott Quimby Radley Redfern Rowan Sedgwick Selby Sutton Talbot Thorne Tilden Upton Vance Wakefield Walden"
    " Weston Whitby Wilder Yates Yardley"
)
_PARTICLES = frozenset(
    _words("de del la las los y da dos di van von der den bin al el dr mr mrs ms miss sr sra dra mx")
)
_ID_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_ID_LENGTH = 12
_ID = re.compile(rf"\b[abcpktw]-[{_ID_ALPHABET}]{{{_ID_LENGTH}}}\b")
_AREA_CODES = ("212", "312", "415", "512", "617", "718", "303", "206", "404", "602")
_ANY_MONTHS_DAYS = 28
_ATTEMPTS = 64


class Pseudonyms:
    """What stands for what.

    Args:
        key: Decides; whoever has it could try names out.
        real: Words of names that are real here, and must not be given to anybody.
        ids: Ids that are known to be there, besides what looks like one.
        today: The day of the call, by the clinic's calendar, and *moved*, the same day as the history has it: who was a
            child then stays one, and everybody keeps their age.
    """

    def __init__(
        self,
        key: bytes,
        *,
        real: frozenset[str] = frozenset(),
        ids: frozenset[str] = frozenset(),
        today: date,
        moved: date,
    ) -> None:
        literal = "|".join(re.escape(each) for each in sorted(ids, key=len, reverse=True))
        self._ids = re.compile(rf"(?<![\w-])(?:{literal})(?![\w-])|{_ID.pattern}" if ids else _ID.pattern)
        self._key, self._real, self._today, self._moved = key, real, today, moved
        self._words: dict[str, str] = {}
        self._identities: dict[str, str] = {}

    def number(self, kind: str, value: str, below: int) -> int:
        """A number from 0 up to *below*, the same for the same value of a kind."""
        digest = hmac.digest(self._key, f"{kind}\0{value}".encode("utf-8", "surrogatepass"), hashlib.sha256)
        return int.from_bytes(digest[:8]) % below

    def word(self, word: str, *, first: bool) -> str:
        """What stands for one word of a name, written as it is written: in capitals, or not."""
        bare = folded(word)
        if bare.strip(".") in _PARTICLES or not bare:
            return word
        if bare not in self._words:
            self._words[bare] = self._drawn(bare, _FIRST if first else _LAST)
        drawn = self._words[bare]
        if word.isupper() and len(word) > 1:
            return drawn.upper()
        return drawn.lower() if word.islower() else drawn

    def name(self, name: str) -> str:
        """What stands for a whole name, word by word."""
        words = re.split(r"([\s,-]+)", name)
        parts = [part for part in words if part.strip(" ,-\t\n")]
        first = next((part for part in parts if folded(part).strip(".") not in _PARTICLES), "")
        return "".join(self.word(part, first=part == first) if part in parts else part for part in words)

    @property
    def known(self) -> dict[str, str]:
        """The words that stand for words so far, by the real one, folded."""
        return dict(self._words)

    def phone(self, phone: str) -> str:
        """A number that was never given to anybody (555-0100 to 555-0199), in E.164; short ones stay short."""
        real = re.sub(r"\D", "", phone)
        drawn = self.number("phone", real, 100 * len(_AREA_CODES))
        line = drawn // len(_AREA_CODES)
        # Not by chance the one that it stands for.
        line = (line + 1) % 100 if real.endswith(f"01{line:02d}") else line
        return f"+1{_AREA_CODES[drawn % len(_AREA_CODES)]}55501{line:02d}"

    def birth_date(self, born: date) -> date:
        """Another day on which somebody was born who is as old on the day of the call."""
        if born > self._today:
            return born
        age = age_on(born, self._today)
        for attempt in range(_ATTEMPTS):
            # By the birth alone, so that it is the same in all histories: only the age decides whether it will do.
            drawn = self.number("birth_date", f"{born.isoformat()} {attempt}", 12 * _ANY_MONTHS_DAYS)
            other = date(born.year, drawn // _ANY_MONTHS_DAYS + 1, drawn % _ANY_MONTHS_DAYS + 1)
            if other <= self._moved and other != born and age_on(other, self._moved) == age:
                return other
        return _years_before(self._moved, age) - timedelta(days=self.number("birth_date", born.isoformat(), 363) + 1)

    def code(self, code: str) -> str:
        """A confirmation code whose check is right."""
        drawn = self.number("code", code, len(ALPHABET) ** (LENGTH - 1))
        characters = ""
        for _ in range(LENGTH - 1):
            drawn, at = divmod(drawn, len(ALPHABET))
            characters += ALPHABET[at]
        return with_check(characters)

    def identity(self, identity: str, role: str) -> str:
        """Somebody in a room: by their role, and a number where there are several."""
        known = self._identities
        if identity not in known:
            taken = sum(each.startswith(f"{role}-") for each in known.values())
            known[identity] = f"{role}-{taken + 1}"
        return known[identity]

    def staff(self, person: str) -> str:
        """One of the staff."""
        return _FIRST[self.number("staff", folded(person), len(_FIRST))] if person else person

    def opaque(self, kind: str, value: str, length: int) -> str:
        """So many characters that say nothing."""
        drawn = self.number(kind, value, len(_ID_ALPHABET) ** length)
        text = ""
        for _ in range(length):
            drawn, at = divmod(drawn, len(_ID_ALPHABET))
            text += _ID_ALPHABET[at]
        return text

    def ids_in(self, text: str) -> str:
        """*text* with other ids of calls, bookings, appointments, patients, tasks, blocks and waits."""
        return self._ids.sub(lambda found: f"{found[0][:2]}{self.opaque('id', found[0], _ID_LENGTH)}", text)

    def event_id(self, event_id: str, at: datetime) -> str:
        """An event's id, of the moment that its event was moved to (RFC 9562 §5.7)."""
        value = int(at.astimezone(UTC).timestamp() * 1000) << 80
        value |= self.number("event", event_id, 1 << 62) | self.number("event's", event_id, 1 << 12) << 64
        value = value & ~(0xF << 76) | 0x7 << 76
        return str(UUID(int=value & ~(0x3 << 62) | 0x2 << 62))

    def _drawn(self, bare: str, pool: tuple[str, ...]) -> str:
        at, taken = self.number("name", bare, len(pool)), {folded(each) for each in self._words.values()}
        for step in range(len(pool)):
            drawn = pool[(at + step) % len(pool)]
            if folded(drawn) not in taken | self._real:
                return drawn
        return f"{pool[at]}{len(self._words)}"


def folded(word: str) -> str:
    """A word without accents and capitals."""
    return "".join(each for each in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(each))


def name_words(name: str) -> frozenset[str]:
    """The words of a name that say who it is, folded."""
    words = {folded(word).strip(".,'") for word in re.split(r"[\s,-]+", name)}
    return frozenset(word for word in words if len(word) > 1 and word not in _PARTICLES)


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=_ANY_MONTHS_DAYS)
