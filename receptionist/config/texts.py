"""What a variable's text must be like, whatever its meaning."""

from __future__ import annotations

import math
from collections.abc import Collection
from urllib.parse import urlsplit


def is_one_word(text: str) -> bool:
    """Whether it is without spaces, line ends and what else cannot be seen."""
    return text.isprintable() and " " not in text


def fits_a_header(text: str) -> bool:
    """Whether it can travel in an HTTP header (RFC 9110 §5.5): a line end, pasted along, would only fail in a call."""
    return text.isascii() and is_one_word(text)


def is_address(text: str, schemes: Collection[str]) -> bool:
    """Whether it is a URL with a host and one of *schemes*."""
    try:
        parts = urlsplit(text)
        _ = parts.port  # raises when it is not a port
    except ValueError:
        return False
    return parts.scheme in schemes and bool(parts.hostname) and is_one_word(text)


def number(text: str) -> float:
    """The number that *text* is, or nan, which lies between no two bounds."""
    try:
        return float(text)
    except ValueError:
        return math.nan
