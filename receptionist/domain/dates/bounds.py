"""What was said, sorted into days and times of day, each with the words that limit it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from attrs import evolve, frozen

from receptionist.domain.dates.answers import About
from receptionist.domain.dates.meanings import Bound, Day, Meaning
from receptionist.domain.dates.reading import Grammar, Piece

_BEHIND: frozenset[Bound] = frozenset(["and on", "and back"])
JOINERS: frozenset[Bound] = frozenset(["to", "through", "or"])
RANGES: frozenset[Bound | None] = frozenset(["to", "through"])


@frozen
class Term:
    """A day or a time of day, or else what limits the one beside it; `nearly` when one near it would do."""

    kind: About
    means: Meaning | None = None
    bound: Bound | None = None
    nearly: bool = False


@frozen
class Group:
    """Words that name the same together: "Tuesday, December 8th".

    Attributes:
        joiner: How it is joined to the group before it, None when both hold.
        before: The limit that stands before it.
        behind: The limit that stands behind it.
    """

    means: tuple[Meaning, ...] = ()
    joiner: Bound | None = None
    before: Bound | None = None
    behind: Bound | None = None
    nearly: bool = False


def terms_of(pieces: Sequence[Piece], grammar: Grammar, field: About) -> list[Term]:
    """The terms of one part of what was said, which was said for *field*."""
    terms: list[Term] = []
    between = False
    for at, piece in enumerate(pieces):
        near = at > 0 and pieces[at - 1].text in grammar.nearly
        terms += [Term(_kind(meaning), meaning, nearly=near) for meaning in piece.means]
        bound = piece.bound
        if piece.is_dash or (between and not bound and piece.text in grammar.joins):
            bound = "through"
        between = bound in {"between", "from"} or (between and bound not in RANGES)
        if bound:
            terms += _bound_term(bound, terms, pieces[at + 1 :], field)
    return terms


def _kind(meaning: Meaning) -> About:
    return "date" if isinstance(meaning, Day) else "time"


def _bound_term(bound: Bound, before: Sequence[Term], behind: Iterable[Piece], field: About) -> Iterator[Term]:
    """The limit with what it limits; nothing for a word such as "or" that has nothing on one of its sides."""
    named = [term.kind for term in before if term.means is not None]
    following = next((_kind(piece.means[0]) for piece in behind if piece.means), None)
    if bound in _BEHIND:
        yield Term(named[-1] if named else following or field, bound=bound)
    elif bound in JOINERS:
        if following and following in named:
            yield Term(following, bound=bound)
    elif bound != "any" or following:
        yield Term(following or field, bound=bound)


def groups_of(terms: Sequence[Term]) -> list[Group]:
    """The terms of one kind as groups; one without meanings is a limit of something that was not said."""
    groups: list[Group] = []
    for term in terms:
        if term.bound in JOINERS:
            groups.append(Group(joiner=term.bound))
        elif term.bound in _BEHIND and groups:
            groups[-1] = evolve(groups[-1], behind=term.bound)
        elif term.bound:
            if not groups or groups[-1].means:
                groups.append(Group())
            groups[-1] = evolve(groups[-1], before=term.bound)
        else:
            if not groups:
                groups.append(Group())
            last = groups[-1]
            means = (*last.means, *(() if term.means is None else (term.means,)))
            groups[-1] = evolve(last, means=means, nearly=last.nearly or term.nearly)
    return groups
