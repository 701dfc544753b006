"""What callers and the agent say, with other people, numbers, codes and days in it.

What events name is replaced wherever it is said, in every form that the desk itself understands: it is found by the
same readers of numbers, dates of birth, codes and spelled names by which callers are understood. What is still found
afterwards is withheld as a whole. What nobody took down (a neighbour's first name, a street) cannot be known: words
that look like names are replaced and told of, and a person has to look.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from attrs import define, field, frozen

from receptionist.code_alphabet import is_code
from receptionist.domain.birth_dates import AmbiguousBirthDate, birth_date_in
from receptionist.domain.codes import code_in, spoken_code
from receptionist.domain.phones import phone_in
from receptionist.domain.sounds import sounds_like
from receptionist.domain.spelling import spelled
from receptionist.language import Language
from receptionist.replaying.moving_dates import Moved
from receptionist.replaying.ordinary import ALSO_WORDS, ORDINARY
from receptionist.replaying.pseudonyms import Pseudonyms, folded
from receptionist.replaying.rereading import like_digits, read_aloud, reread, said_date, written

WITHHELD = "[withheld]"

_WORD = re.compile(r"[^\W\d_]+(?:['\N{RIGHT SINGLE QUOTATION MARK}][^\W\d_]+)*")
_ENDING = re.compile(
    r"(?:['\N{RIGHT SINGLE QUOTATION MARK}]s|s['\N{RIGHT SINGLE QUOTATION MARK}]|es|s)$", re.IGNORECASE
)
_POSSESSIVE = re.compile(r"['\N{RIGHT SINGLE QUOTATION MARK}]s$", re.IGNORECASE)
_DIGITS = re.compile(r"(?<![\w:-])\+?\(?\d(?:[ ().-]{0,3}\d){6,14}(?![\w:-])")
_SENTENCE_START = re.compile(
    r"(?:^|(?<!\bSt)(?<!\bDr)(?<!\bMr)(?<!\bMs)(?<!\bMrs)[.!?:;\"\n\N{INVERTED QUESTION MARK}"
    r"\N{INVERTED EXCLAMATION MARK}]\s*)$"
)
_INTRODUCED = re.compile(
    r"\b(?:my name(?:'s| is)|name's|i'm|i am|this is|it's|call me|ask for|speak to"
    r"|me llamo|soy|mi nombre es|de parte de)\s+$",
    re.IGNORECASE,
)
_ENDS_LIKE_A_NAME = re.compile(r"(?:\s+[^\W\d_a-z][^\W\d_]+)*(?:\s*[,.!?]|\s*$|\s+(?:here|speaking)\b)")
_FULL_DATE = re.compile(r"[0-9]{1,2}([-.])[0-9]{1,2}\1[0-9]{2,4}|[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LONG_AGO = 400
_SENTINEL = re.compile("[\ue000-\uf8ff]")
_FIRST_SENTINEL = 0xE000
_LIKE_A_NAME = 4
_GROUP = 3
_LOCAL = 7


@frozen(kw_only=True)
class Who:
    """All that the events say of who somebody is: what must not be found in any text afterwards."""

    words: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    births: frozenset[date] = frozenset()
    codes: frozenset[str] = frozenset()


@define(kw_only=True)
class Noted:
    """What a person should look at: the positions of events, by what there is to see."""

    guessed: dict[str, set[int]] = field(factory=dict)
    withheld: set[int] = field(factory=set)

    def guess(self, word: str, position: int) -> None:
        """A word that was taken for a name; by what stands there now."""
        self.guessed.setdefault(word, set()).add(position)


@define(kw_only=True)
class Rewording:
    """Says the same with other people in it.

    Attributes:
        today: The day of the call, by the clinic's calendar.
        public: What is everybody's to know: the clinic's own words (folded) and its phone numbers' digits.
    """

    pseudonyms: Pseudonyms
    moved: Moved
    who: Who
    today: date
    languages: tuple[Language, ...]
    public: frozenset[str]
    noted: Noted = field(factory=Noted)

    def __call__(self, text: str, position: int, *, by_caller: bool = False) -> str:
        """*text* of the event at *position*, reworded."""
        kept = list[str]()

        def keep(part: str) -> str:
            kept.append(part)
            return chr(_FIRST_SENTINEL + len(kept) - 1)

        reworded = self.pseudonyms.ids_in(_SENTINEL.sub("", text))
        for step in (self._codes, self._phones, self._births, self._spelled):
            reworded = step(reworded, keep)
        reworded = self.moved.text(reworded, today=self.today, keep=keep)
        reworded = self._names(reworded, position, by_caller=by_caller)
        reworded = _restored(reworded, kept)
        if self._leaks(reworded):
            self.noted.withheld.add(position)
            return WITHHELD
        return reworded

    def _codes(self, text: str, keep: Callable[[str], str]) -> str:
        for code in self.who.codes:
            other = self.pseudonyms.code(code) if is_code(code) else self.pseudonyms.opaque("code", code, len(code))
            pairs = [(code, other), (f"{code[:_GROUP]}-{code[_GROUP:]}", f"{other[:_GROUP]}-{other[_GROUP:]}")]
            if is_code(code):
                pairs += [(spoken_code(code, each), spoken_code(other, each)) for each in self.languages]
            for real, instead in pairs:
                text = re.sub(re.escape(real), lambda _, instead=instead: keep(instead), text, flags=re.IGNORECASE)  # type: ignore[misc]  # mypy infers no default of a lambda
        for language in self.languages:
            text = reread(
                text,
                lambda words, language=language: code_in(words, language),  # type: ignore[misc]  # mypy infers no default of a lambda
                lambda code: keep(self.pseudonyms.code(code)),
            )
        return text

    def _births(self, text: str, keep: Callable[[str], str]) -> str:
        for born in self.who.births:
            text = text.replace(born.isoformat(), keep(self.pseudonyms.birth_date(born).isoformat()))
        text = self.moved.long_ago(text, self.today - timedelta(days=_LONG_AGO), self.pseudonyms.birth_date, keep)
        for language in self.languages:
            text = reread(
                text,
                lambda words, language=language: self._birth(words, language),  # type: ignore[misc]  # mypy infers no default of a lambda
                lambda born, language=language: keep(said_date(self.pseudonyms.birth_date(born), language)),
            )
        return text

    def _birth(self, words: str, language: Language) -> date | None:
        """A date of birth: one that is known, or any from long enough ago not to be about an appointment."""
        match birth_date_in(words, language, today=self.today):
            case AmbiguousBirthDate(candidates=candidates):
                return next((each for each in candidates if each in self.who.births), candidates[0])
            case date() as born if born in self.who.births or (self.today - born).days > _LONG_AGO:
                return born
            case _:
                return None

    def _phones(self, text: str, keep: Callable[[str], str]) -> str:
        for language in self.languages:
            for phone in self.who.phones:
                for real, instead in read_aloud(phone, self.pseudonyms.phone(phone), language):
                    text = re.sub(re.escape(real), lambda _, instead=instead: keep(instead), text, flags=re.IGNORECASE)  # type: ignore[misc]  # mypy infers no default of a lambda
        text = _DIGITS.sub(
            lambda found: found[0] if _FULL_DATE.fullmatch(found[0]) else keep(self._number(found[0])), text
        )
        for language in self.languages:
            text = reread(
                text,
                lambda words, language=language: self._phone(words, language),  # type: ignore[misc]  # mypy infers no default of a lambda
                lambda phone: keep(written(self.pseudonyms.phone(phone))),
            )
        return text

    def _number(self, written: str) -> str:
        digits = re.sub(r"\D", "", written)
        if digits[-_LOCAL:] in self.public:
            return written
        known = next((each for each in self.who.phones if each.endswith(digits[-10:])), f"+1{digits[-10:]}")
        other = self.pseudonyms.phone(known)
        return other if written.startswith("+") else like_digits(written, other)

    def _phone(self, words: str, language: Language) -> str | None:
        found = phone_in(words, language)
        return None if found is None or found.e164[-_LOCAL:] in self.public else found.e164

    def _spelled(self, text: str, keep: Callable[[str], str]) -> str:
        for language in self.languages:
            text = reread(
                text,
                lambda words, language=language: spelled(words, language),  # type: ignore[misc]  # mypy infers no default of a lambda
                lambda name: keep(" ".join(self._letters(name))),
            )
        return text

    def _letters(self, name: str) -> str:
        """The letters of what stands for a spelled name, or for the known one that it sounds like."""
        known = next((word for word in self.who.words if sounds_like(word, name)), None)
        other = self.pseudonyms.name(name if known is None else known)
        return "".join(char for char in other.upper() if char.isalpha())

    def _names(self, text: str, position: int, *, by_caller: bool) -> str:
        known = self.pseudonyms.known

        def one(found: re.Match[str]) -> str:
            word, ending = found[0], ""
            bare = folded(word)
            if bare not in known and (end := _ENDING.search(word)) and folded(word[: end.start()]) in known:
                word, ending = word[: end.start()], end[0]
                bare = folded(word)
            if bare in known:
                return self.pseudonyms.word(word, first=True) + ending if _is_name(found, bare) else found[0]
            if not self._may_be_a_name(found, by_caller=by_caller):
                return found[0]
            if (
                end := _ENDING.search(word)
                if "'" in folded(word) or "\N{RIGHT SINGLE QUOTATION MARK}" in word
                else None
            ):
                word, ending = word[: end.start()], end[0]
            alike = next((each for each in self.who.words if sounds_like(each, bare)), None)
            other = known[alike] if alike else self.pseudonyms.word(word, first=True)
            self.noted.guess(other, position)
            return other + ending

        return _WORD.sub(one, text)

    def _may_be_a_name(self, found: re.Match[str], *, by_caller: bool) -> bool:
        """Whether a word that no event names looks like a name: large in the middle of a sentence, or like one."""
        word, bare = found[0], folded(found[0])
        if len(bare) < _GROUP or bare in self.public or bare in ORDINARY or bare.split("'")[0] in ORDINARY:
            return False
        before, after = found.string[: found.start()], found.string[found.end() :]
        if by_caller and _INTRODUCED.search(before):
            return True
        if by_caller and word[0].isupper() and not (word.isupper() and len(word) <= _GROUP):
            return _SENTENCE_START.search(before) is None or _ENDS_LIKE_A_NAME.match(after) is not None
        return len(bare) >= _LIKE_A_NAME and any(
            len(each) >= _LIKE_A_NAME and each[0] == bare[0] and sounds_like(each, bare) for each in self.who.words
        )

    def _leaks(self, text: str) -> bool:
        """Whether anybody can still be found in what came of it."""
        words = {folded(word) for word in _WORD.findall(text)}
        mine = {word for word in self.who.words if len(word) >= _GROUP and word not in ALSO_WORDS | ORDINARY}
        if words & (mine - self.public):
            return True
        digits = re.sub(r"\D", "", text)
        if any(len(each) > _LOCAL and re.sub(r"\D", "", each)[-_LOCAL:] in digits for each in self.who.phones):
            return True
        bare = re.sub(r"[^0-9a-z]", "", text.lower())
        if any(len(code) >= _LOCAL and code.lower() in bare for code in self.who.codes):
            return True
        return any(self._reads(text, language) for language in self.languages)

    def _reads(self, text: str, language: Language) -> bool:
        born = birth_date_in(text, language, today=self.today)
        phone = phone_in(text, language)
        name = spelled(text, language)
        return (
            born in self.who.births
            or (phone is not None and phone.e164 in self.who.phones)
            or code_in(text, language) in self.who.codes
            or (name is not None and not self.who.words.isdisjoint({folded(part) for part in name.split()}))
        )


def _is_name(found: re.Match[str], bare: str) -> bool:
    """Whether a word of a known name is one here: "Will", and not the "will" of "I will", nor that of "Will you…?"."""
    if bare not in ALSO_WORDS | ORDINARY:
        return True
    before, after = found.string[: found.start()], found.string[found.end() :]
    if _INTRODUCED.search(before):
        return True
    return not found[0].islower() and (not _SENTENCE_START.search(before) or _ENDS_LIKE_A_NAME.match(after) is not None)


def _restored(text: str, kept: list[str]) -> str:
    while _SENTINEL.search(text):
        text = _SENTINEL.sub(lambda found: kept[ord(found[0]) - _FIRST_SENTINEL], text)
    return text
