"""Which hosts would get patients' data, by the settings that are really used: what each gets, and what changes that."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping

from attrs import frozen

from receptionist.addresses import host_of, is_loopback
from receptionist.config import Settings
from receptionist.errors import SettingError
from receptionist.speech.choice import choose, is_on_cloud

# Where the libraries go when nobody names another address (livekit-agents 1.8.9 and its plugins).
_OPENAI = "https://api.openai.com/v1"
_DEEPGRAM = "https://api.deepgram.com/v1/listen"
_CARTESIA = "https://api.cartesia.ai"
_INFERENCE = "https://agent-gateway.livekit.cloud/v1"
RECORDED = "the sound of calls"
"""What nobody but LiveKit's recording gets to keep."""
_FIELDS = {
    "name": "names",
    "phone": "phone numbers",
    "birth_date": "dates of birth",
    "code": "confirmation codes",
    "message": "what staff have to do",
}


@frozen(kw_only=True)
class OutsideHost:
    """A host that would get patients' data.

    Attributes:
        host: Without what else its address may carry; "" where the settings do not know it.
        whose: What people call it.
        gets: What of the patients it would get.
        because: Which setting brings that about.
        change: What can be done about it, or about where it is.
        is_here: Whether it is this machine, and nothing leaves it.
    """

    host: str
    whose: str
    gets: str
    because: str
    change: str
    is_here: bool = False

    @property
    def text(self) -> str:
        """All of it in a sentence."""
        where = f" at {self.host}" if self.host else ""
        if self.is_here:
            return f"{self.whose}{where} is on this machine ({self.because}): {self.gets} stay here"
        return f"{self.whose}{where} gets {self.gets} ({self.because}); {self.change}"


def outside_hosts(settings: Settings, environ: Mapping[str, str]) -> Iterator[OutsideHost]:
    """Every host that would get patients' data from calls with *settings*, and from LiveKit's own in *environ*."""
    yield from _rooms(settings)
    yield from _recording(settings, environ)
    with contextlib.suppress(SettingError):  # which the examination tells
        yield from _speech(settings, environ)
    yield from _llm(settings)
    yield from _carrier(settings)
    yield from _webhook(settings)


def _rooms(settings: Settings) -> Iterator[OutsideHost]:
    url = settings.livekit_url
    if url is None:
        return
    on_cloud = is_on_cloud(url)
    yield OutsideHost(
        host=host_of(url),
        whose="LiveKit Cloud" if on_cloud else "the LiveKit server",
        gets="both voices, what is typed and shown in a call, and who is in it",
        because="LIVEKIT_URL",
        change=(
            "its project has a region that it can be pinned to; a LiveKit server of your own keeps it in the house"
            if on_cloud
            else "it is whose machine that is"
        ),
        is_here=is_loopback(url),
    )


def _recording(settings: Settings, environ: Mapping[str, str]) -> Iterator[OutsideHost]:
    """Where livekit-agents takes what it records (1.8.9, job.py, `_observability_url`)."""
    named = environ.get("LIVEKIT_OBSERVABILITY_URL")
    url = named or (settings.livekit_url if is_on_cloud(settings.livekit_url) else None)
    if not settings.record or url is None:
        return
    yield OutsideHost(
        host=host_of(url),
        whose="LiveKit's recording of sessions",
        gets=f"{RECORDED}, transcripts, what tools were asked and answered, and log lines, and keeps them",
        because=f"RECEPTIONIST_RECORD is on{', LIVEKIT_OBSERVABILITY_URL' if named else ''}",
        change="callers are told so first; RECEPTIONIST_RECORD=off keeps nothing there",
        is_here=is_loopback(url),
    )


def _speech(settings: Settings, environ: Mapping[str, str]) -> Iterator[OutsideHost]:
    choice = choose(settings)
    if choice.deepgram_api_key is not None:
        yield OutsideHost(
            host=host_of(_DEEPGRAM),
            whose="Deepgram",
            gets="the caller's voice",
            because="DEEPGRAM_API_KEY",
            change="it is asked not to train on it (mip_opt_out); no setting moves it to another region;"
            " without the key callers type",
        )
    if choice.turns_on_cloud is not None:
        url = environ.get("LIVEKIT_INFERENCE_URL") or _INFERENCE
        yield OutsideHost(
            host=host_of(url),
            whose="LiveKit Cloud's turn detection",
            gets="the caller's voice",
            because="LIVEKIT_URL is LiveKit Cloud's and callers speak",
            change="with a LiveKit server of your own, turns are detected on this machine",
            is_here=is_loopback(url),
        )
    if choice.cartesia_api_key is not None:
        yield OutsideHost(
            host=host_of(_CARTESIA),
            whose="Cartesia",
            gets="every word that the agent says, names and times among them",
            because="CARTESIA_API_KEY",
            change="no setting moves it to another region; without the key the agent writes",
        )


def _llm(settings: Settings) -> Iterator[OutsideHost]:
    if settings.llm != "openai":
        return
    url = settings.openai_base_url or _OPENAI
    yield OutsideHost(
        host=host_of(url),
        whose="the LLM" if settings.openai_base_url else "OpenAI",
        gets="everything that is said in a call, and what tools answer: names, numbers, dates of birth, appointments",
        because=f"RECEPTIONIST_LLM=openai{', OPENAI_BASE_URL' if settings.openai_base_url else ''}",
        change=(
            "OPENAI_BASE_URL names its region (https://eu.api.openai.com/v1, for a project made there) or"
            " a server of your own that speaks its API"
        ),
        is_here=is_loopback(url),
    )


def _carrier(settings: Settings) -> Iterator[OutsideHost]:
    if settings.sip_trunk is None or settings.clinic.transfer_number is None:
        return
    yield OutsideHost(
        host="",
        whose=f"the carrier behind the trunk {settings.sip_trunk}",
        gets="both voices and the numbers, of callers who are put through",
        because="RECEPTIONIST_SIP_TRUNK and the clinic's transfer_number",
        change="without either, a message is taken",
    )


def _webhook(settings: Settings) -> Iterator[OutsideHost]:
    endpoint = settings.webhook
    if endpoint is None:
        return
    asked = [_FIELDS[each] for each in endpoint.fields]
    what = f", {', '.join(asked)}" if asked else " and nothing that names anybody"
    yield OutsideHost(
        host=endpoint.host,
        whose="the webhook",
        gets=f"what came of each call: ids, times, treatments{what}",
        because="RECEPTIONIST_WEBHOOK_URL",
        change="RECEPTIONIST_WEBHOOK_FIELDS says what names anybody",
        is_here=is_loopback(endpoint.url),
    )
