"""One request over a real connection: what is sent, what is not followed, and why there was no answer."""

from __future__ import annotations

import contextlib
import datetime
import ipaddress
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from receptionist import __version__
from receptionist.clock import SteppedClock
from receptionist.errors import PublishError
from receptionist.publishers.webhook import posting
from receptionist.publishers.webhook.posting import Answer, over_http
from tests.examples import NOW

HEADERS = {"webhook-id": "c-1-3", "webhook-timestamp": "1", "webhook-signature": "v1,x"}
Handler = Callable[[web.Request], Awaitable[web.Response]]


@contextlib.asynccontextmanager
async def a_receiver(handler: Handler, *, tls: ssl.SSLContext | None = None) -> AsyncIterator[str]:
    """A receiver on this machine, and its address."""
    application = web.Application()
    application.router.add_post("/hook", handler)
    application.router.add_get("/hook", handler)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls)
    await site.start()
    try:
        port = runner.addresses[0][1]
        yield f"{'https' if tls else 'http'}://127.0.0.1:{port}/hook"
    finally:
        await runner.cleanup()


def says(status: int, **headers: str) -> Handler:
    async def handler(_: web.Request) -> web.Response:
        return web.Response(status=status, headers={name.replace("_", "-"): each for name, each in headers.items()})

    return handler


async def post(url: str, body: bytes = b"{}") -> Answer:
    async with over_http(SteppedClock(NOW)) as send:
        return await send(url, body, HEADERS)


async def test_the_body_arrives_to_the_byte_with_its_headers_and_nothing_that_tells_more() -> None:
    got: list[tuple[bytes, dict[str, str]]] = []

    async def handler(request: web.Request) -> web.Response:
        got.append((await request.read(), {name.lower(): value for name, value in request.headers.items()}))
        return web.Response(status=202)

    async with a_receiver(handler) as url:
        assert await post(url, b'{"a":1}') == Answer(status=202)
    ((body, headers),) = got
    assert body == b'{"a":1}'
    ours = {
        **HEADERS,
        "content-type": "application/json",
        "content-length": "7",
        "user-agent": f"receptionist/{__version__}",
    }
    assert {name: headers[name] for name in ours} == ours
    assert set(headers) - set(ours) <= {"host", "accept", "accept-encoding", "connection"}


async def test_a_redirect_is_an_answer_and_not_followed() -> None:
    asked = []

    async def handler(request: web.Request) -> web.Response:
        asked.append(request.method)
        return web.Response(status=307, headers={"location": str(request.url)})

    async with a_receiver(handler) as url:
        assert await post(url) == Answer(status=307)
    assert asked == ["POST"]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120.0),
        ("0", 0.0),
        ("9999999999999", 86_400.0),
        ("Mon, 30 Nov 2026 16:06:00 GMT", 60.0),
        ("Mon, 30 Nov 2020 16:06:00 GMT", 0.0),
        ("soon", None),
        ("-5", None),
    ],
)
async def test_for_how_long_it_wants_to_be_left_alone_is_read(text: str, seconds: float | None) -> None:
    async with a_receiver(says(429, retry_after=text)) as url:
        assert await post(url) == Answer(status=429, retry_after=seconds)


async def refusal(url: str) -> str:
    with pytest.raises(PublishError) as caught:
        await post(url)
    assert "do-not-show" not in str(caught.value)
    return str(caught.value)


async def test_nobody_there_is_told_without_the_address() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/do-not-show"
        assert await refusal(url) == "no connection (Connection refused)"


async def test_a_name_without_an_address_is_told() -> None:
    assert await refusal("https://nobody.invalid/do-not-show") == "its name has no address"


async def test_who_hangs_up_has_not_answered() -> None:
    async def handler(request: web.Request) -> web.Response:
        assert request.transport is not None
        request.transport.close()
        return web.Response()

    async with a_receiver(handler) as url:
        assert await refusal(url) == "it hung up without an answer"


async def test_who_is_silent_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "ATTEMPT_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert await refusal(f"http://127.0.0.1:{silent.getsockname()[1]}/") == "no answer within 0.2 s"


async def test_a_certificate_of_nobodys_is_not_believed(tmp_path: Path) -> None:
    async with a_receiver(says(204), tls=_self_signed(tmp_path)) as url:
        assert (await refusal(url)).startswith("its certificate is not valid (self")


@pytest.mark.parametrize(
    "address", ["169.254.169.254", "fe80::1", "fd00:ec2::254", "::ffff:169.254.169.254", "224.0.0.1"]
)
async def test_a_name_that_leads_to_a_machines_credentials_is_not_connected_to(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever owns the name's DNS could have it lead there at any time."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    found = [(family, socket.SOCK_STREAM, 6, "", (address, 443, *(0, 0) * (":" in address)))]

    async def look_up(*_: object, **__: object) -> object:
        return found

    async with over_http(SteppedClock(NOW)) as send:
        monkeypatch.setattr("asyncio.base_events.BaseEventLoop.getaddrinfo", look_up)
        with pytest.raises(PublishError, match="leads to an address where no receiver can be"):
            await send("https://practice.example/", b"{}", HEADERS)


def _self_signed(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "both.pem"
    pem.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context
