"""One request to the webhook, and what the other side says to it."""

from __future__ import annotations

import contextlib
import email.utils
import os
import socket
import ssl
from collections.abc import AsyncIterator, Mapping
from datetime import UTC
from typing import Protocol

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from attrs import frozen

from receptionist import __version__
from receptionist.addresses import is_nobodys_receiver
from receptionist.clock import Clock
from receptionist.errors import PublishError

ATTEMPT_SECONDS = 15.0
"""Standard Webhooks recommends 15 to 30 s: enough for a receiver to write it down."""
_LONGEST_PAUSE = 86_400.0


@frozen(kw_only=True)
class Answer:
    """What the other side said.

    Attributes:
        status: The HTTP status.
        retry_after: For how many seconds it asks to be left alone; None where it does not say.
    """

    status: int
    retry_after: float | None = None


class Post(Protocol):
    """Sends a message."""

    async def __call__(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """What the other side says to *body*.

        Raises:
            PublishError: It said nothing. The message quotes nothing of the address.
        """


@contextlib.asynccontextmanager
async def over_http(clock: Clock) -> AsyncIterator[Post]:
    """Over HTTP: no redirect is followed, no proxy asked, no cookie kept.

    An address that cannot be anybody's receiver is not connected to, whatever name led to it.
    """
    connector = aiohttp.TCPConnector(resolver=_Guarded(), limit=4, force_close=True)
    timeout = aiohttp.ClientTimeout(total=ATTEMPT_SECONDS)
    async with aiohttp.ClientSession(
        connector=connector,
        timeout=timeout,
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
        auto_decompress=False,
        headers={"user-agent": f"receptionist/{__version__}", "content-type": "application/json"},
    ) as session:

        async def post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
            try:
                async with session.post(url, data=body, headers=headers, allow_redirects=False) as response:
                    # What it says besides is not read: it could be anything, and as long as it likes.
                    pause = _seconds(response.headers.get("retry-after"), clock)
                    return Answer(status=response.status, retry_after=pause)
            except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
                raise PublishError(_why(error)) from error

        yield post


class _RefusedAddressError(OSError):
    """A name leads to where nobody's receiver is."""


class _Guarded(AbstractResolver):
    """The machine's own way to find addresses, without those that a receiver cannot have."""

    def __init__(self) -> None:
        self._inner = aiohttp.ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses of *host*.

        Raises:
            OSError: It has none, or one that is refused.
        """
        found = await self._inner.resolve(host, port, family)
        if is_nobodys_receiver(host) or any(is_nobodys_receiver(each["host"]) for each in found):
            raise _RefusedAddressError
        return found

    async def close(self) -> None:
        """Nothing is kept."""
        await self._inner.close()


def _seconds(retry_after: str | None, clock: Clock) -> float | None:
    """What a Retry-After header asks for (RFC 9110 §10.2.3): seconds, or a date; never more than a day."""
    if retry_after is None:
        return None
    text = retry_after.strip()
    if text.isascii() and text.isdecimal():
        return min(float(text[:9]), _LONGEST_PAUSE)
    try:
        until = email.utils.parsedate_to_datetime(text)
    except ValueError:
        return None
    until = until if until.tzinfo is not None else until.replace(tzinfo=UTC)
    return min(max((until - clock.now()).total_seconds(), 0.0), _LONGEST_PAUSE)


def _why(error: BaseException) -> str:
    """A failure in words of ours: anybody else's quote the address, which may carry a key."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, _RefusedAddressError):
            return "its name leads to an address where no receiver can be; it was not connected to"
        cause = cause.__cause__ or cause.__context__
    match error:
        case aiohttp.ClientConnectorDNSError():
            return "its name has no address"
        case aiohttp.ClientConnectorCertificateError():
            return f"its certificate is not valid ({_reason(error.certificate_error)})"
        case aiohttp.ClientSSLError() | ssl.SSLError():
            return "it does not speak TLS as it should"
        case aiohttp.ClientConnectorError():
            return f"no connection ({_of_system(error.os_error)})"
        case TimeoutError():
            return f"no answer within {ATTEMPT_SECONDS:g} s"
        case aiohttp.ServerDisconnectedError():
            return "it hung up without an answer"
        case _:
            return f"no answer ({type(error).__name__})"


def _of_system(error: OSError) -> str:
    # What asyncio puts into its errors' words has the address in it.
    return type(error).__name__ if error.errno is None else os.strerror(error.errno)


def _reason(error: Exception) -> str:
    return getattr(error, "verify_message", "") or type(error).__name__
