"""The page's text: template, style, scripts and data in one file that loads nothing."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from importlib import resources
from typing import Any

from receptionist.replaying.account import Account
from receptionist.replaying.page.masked import masked
from receptionist.replaying.page.model import model

# In the order in which they need one another.
_SCRIPTS = ("layout.js", "standing.js", "drawing.js", "listing.js", "main.js")
_IMPORT = re.compile(r"^import .*?;\n", re.MULTILINE | re.DOTALL)
_EXPORT = re.compile(r"^export (?=function|const)", re.MULTILINE)


def page(account: Account, *, names: bool) -> str:
    """*account* as an HTML page that can be opened, mailed and printed without any network.

    Args:
        account: The call.
        names: Whether names, numbers, dates of birth and codes stay in it; otherwise they are not in the file.
    """
    data = model(account if names else masked(account), names=names)
    style, script = _text("page.css"), _script()
    parts = {
        "title": html.escape(f"Call {data['call']}, {data['clinic']}"),
        "policy": html.escape(_policy(style, script)),
        "style": style,
        "script": script,
        "data": _embedded(data),
        "call": html.escape(data["call"]),
        "clinic": html.escape(data["clinic"]),
        "mask": html.escape(_about_names(names=names)),
    }
    # Each part once, and never within another: what a caller says may look like a placeholder.
    return re.sub(r"\{\{(\w+)\}\}", lambda found: parts[found[1]], _text("page.html"))


def _about_names(*, names: bool) -> str:
    if names:
        return "With names: this page shows who called. Keep it as you keep the log."
    return "Names, telephone numbers, dates of birth and codes are not in this file."


def _script() -> str:
    """The modules as one: what they import from one another stands before it."""
    return "\n".join(_EXPORT.sub("", _IMPORT.sub("", _text(name))) for name in _SCRIPTS)


def _policy(style: str, script: str) -> str:
    return (
        f"default-src 'none'; script-src '{_hashed(script)}'; style-src '{_hashed(style)}';"
        " base-uri 'none'; form-action 'none'"
    )


def _hashed(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _embedded(data: Any) -> str:
    """JSON that ends no script element, whatever a caller said; in ASCII, for half a surrogate pair is no UTF-8."""
    text = json.dumps(data, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _text(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
