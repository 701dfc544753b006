"""Files of fixed wording: sections under headings, with places in braces that are filled in later."""

from __future__ import annotations

import re
from collections.abc import Collection
from string import Formatter

from attrs import frozen

from receptionist.config.found import MISSING, Words, nearest, one_line, shown
from receptionist.errors import SettingError

_HEADING = re.compile(r"#+\s+(?P<name>.*\S)\s*")


@frozen(kw_only=True)
class Section:
    """What stands under a heading.

    Attributes:
        heading: Without its marks.
        text: One paragraph, however its lines were broken.
        line: Where the heading is, from 1.
        below: The lines under it, as they are in the file.
        file: In which file, for people.
    """

    heading: str
    text: str
    line: int
    below: tuple[str, ...]
    file: str

    def refused(self, value: object, accepted: str, *, at: str = "") -> SettingError:
        """The error that says where this is, what is wrong with it, and what is *accepted* instead.

        The place is the first line that has *at* in it, or the heading.
        """
        lines = (number for number, text in enumerate(self.below, start=1) if at and at in text)
        return refused(self.line + next(lines, 0), self.file, value, accepted)


def refused(line: int, file: str, value: object, accepted: str) -> SettingError:
    """The error about a line of a file."""
    return SettingError(one_line(f"line {line} of {file}"), shown(value), accepted)


def sections(text: str, file: str, *, first_line: int = 1) -> tuple[Section, ...]:
    """The sections of *text*, in order; *first_line* is the line of *file* that it begins on.

    Raises:
        SettingError: Words stand before the first heading, a section says nothing, or a heading comes twice.
    """
    found: list[Section] = []
    begun: tuple[str, int] | None = None
    said: list[str] = []
    for number, line in enumerate([*text.splitlines(), "# end"], start=first_line):
        heading = _HEADING.fullmatch(line)
        if heading is None:
            if begun is None and line.strip():
                raise refused(number, file, line.strip(), "a heading first, as # en")
            said.append(line)
            continue
        if begun is not None:
            found.append(_section(*begun, said, file, found))
        begun, said = (heading["name"], number), []
    return tuple(found)


def _section(heading: str, line: int, said: list[str], file: str, before: list[Section]) -> Section:
    if any(one.heading == heading for one in before):
        raise refused(line, file, heading, "each heading once")
    text = " ".join(" ".join(said).split())
    section = Section(heading=heading, text=text, line=line, below=tuple(said), file=file)
    if not section.text:
        raise section.refused(Words(f"nothing below {heading!r}"), "what is to be said")
    return section


def check_placeholders(section: Section, known: Collection[str]) -> None:
    """Refuse a place in braces that nothing would fill.

    Raises:
        SettingError: It is not one of *known*, is formatted, or its brace is not closed.
    """
    accepted = f"only {', '.join(f'{{{name}}}' for name in sorted(known))}" if known else "no placeholder"
    try:
        parts = list(Formatter().parse(section.text))
    except ValueError as error:
        raise section.refused(Words(f"text whose braces do not match ({error})"), accepted) from error
    for _, name, form, conversion in parts:
        if name is None or (name in known and not form and not conversion):
            continue
        written = f"{name}{'!' + conversion if conversion else ''}{':' + form if form else ''}"
        alike = f"; the nearest is {{{nearest(name, known)}}}" if known else ""
        raise section.refused(f"{{{written}}}", accepted + alike, at=f"{{{name}")


def require(found: Collection[Section], heading: str, file: str) -> Section:
    """The section under *heading*.

    Raises:
        SettingError: There is none.
    """
    for section in found:
        if section.heading == heading:
            return section
    raise SettingError(
        one_line(f"section {heading} of {file}"), MISSING, f"a line # {heading} and what is said below it"
    )
