"""Does a server answer? One look, and never longer than two seconds."""

from __future__ import annotations

import http.client
import threading
from urllib.parse import urlsplit

from attrs import frozen

PATIENCE_SECONDS = 2.0


@frozen
class Answer:
    """What a server answered, or why it did not."""

    is_an_answer: bool
    text: str


def answer_of(url: str) -> Answer:
    """What the server behind *url* (http, https, ws or wss) answers when it is asked for nothing in particular."""
    answers: list[Answer] = []
    # In a thread that can be left behind: the time to find a name's address cannot be limited.
    asking = threading.Thread(target=lambda: answers.append(_ask(url)), daemon=True)
    asking.start()
    asking.join(PATIENCE_SECONDS)
    return answers[0] if answers else Answer(False, f"nothing within {PATIENCE_SECONDS:g} s")  # noqa: FBT003 (read as one)


def _ask(url: str) -> Answer:
    parts = urlsplit(url)
    connect = http.client.HTTPSConnection if parts.scheme in {"https", "wss"} else http.client.HTTPConnection
    connection = connect(parts.hostname or "", parts.port, timeout=PATIENCE_SECONDS)
    try:
        connection.request("GET", parts.path or "/")
        status = connection.getresponse().status
    except OSError as error:
        return Answer(False, error.strerror or type(error).__name__)  # noqa: FBT003 (read as one)
    except (http.client.HTTPException, ValueError):
        return Answer(False, "it does not speak HTTP")  # noqa: FBT003 (read as one)
    finally:
        connection.close()
    return Answer(True, f"HTTP {status}")  # noqa: FBT003 (read as one)
