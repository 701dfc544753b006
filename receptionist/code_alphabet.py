"""Confirmation codes: which characters they have, and the one that checks the others.

Below everything else, so that what makes codes (`ids`) and what reads them (`domain.codes`) share it.
"""

from __future__ import annotations

ALPHABET = "2346789FKMPQRWXY"
"""Sixteen characters, four bits each, of which no two are taken for one another, in English or Spanish.

- Read: no 0 O, 1 I L, 2 Z, 5 S, 8 B, 6 G, U V.
- Heard: one of each group that rhymes or nearly does: B C D E G *P* T V Z; *F* S; *M* N L; A H J *K*; I *Y*; U *Q*;
  5 *9*; and both ways of saying V and B in Spanish are left out.
- No vowel, so no word that a clinic would rather not read out.
"""

LENGTH = 7
"""Six random characters (24 bits) and one that checks them.

Six with the check among them would leave 20 bits: a caller with three tries and a thousand appointments to hit would
find one in 350 calls; with 24 bits it is one in 5,600. Seven are grouped like a local telephone number, three and four.
"""

_VALUES = {char: value for value, char in enumerate(ALPHABET)}
_SIZE = len(ALPHABET)
_POLYNOMIAL = 0b10011


def with_check(characters: str) -> str:
    """The code whose first characters these are.

    The last one is Damm's check digit over the field of sixteen elements (x⁴ + x + 1): each single wrong character,
    each swap of two, and each pair of equal neighbours misheard the same way is noticed.

    Args:
        characters: `LENGTH` - 1 characters of `ALPHABET`.

    Raises:
        ValueError: *characters* are not that.
    """
    if len(characters) != LENGTH - 1 or not set(characters) <= set(ALPHABET):
        raise ValueError(f"{LENGTH - 1} characters of {ALPHABET} make a code, not {characters!r}")
    return characters + ALPHABET[_sum(characters)]


def is_code(text: str) -> bool:
    """Whether *text* is a code as it is stored: in capitals, without spaces, and its check is right."""
    return len(text) == LENGTH and set(text) <= set(ALPHABET) and _sum(text) == 0


def _sum(characters: str) -> int:
    total = 0
    for char in characters:
        total = (total ^ _VALUES[char]) << 1
        total = total ^ _POLYNOMIAL if total >= _SIZE else total
    return total
