"""Which jobs a worker takes on, and what it makes of a server that does not do as it is asked."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import aiohttp
import pytest
from attrs import Factory, define
from livekit import api
from livekit.agents import JobRequest

from receptionist.audience import REPLAY_ROOM
from receptionist.config import Settings
from receptionist.rescue import LiveKitRooms, RescuingServer
from receptionist.rescuing.order import RescueOrder
from receptionist.rescuing.rooms import Person, RoomsUnreachableError
from tests.examples import CALL

OURS, OTHERS = (RescueOrder(log_id=log_id, call=CALL).metadata for log_id in ("ours", "others"))
Info = api.ParticipantInfo


@define
class FakeRequest:
    """A job that is offered."""

    metadata: str
    room_metadata: str = ""
    answers: list[str] = Factory(list)

    @property
    def room(self) -> Any:
        return SimpleNamespace(name="room-1", metadata=self.room_metadata)

    @property
    def job(self) -> Any:
        return SimpleNamespace(metadata=self.metadata)

    async def accept(self) -> None:
        self.answers.append("accepted")

    async def reject(self, *, terminate: bool) -> None:
        self.answers.append("rejected for good" if terminate else "left to another worker")


@pytest.mark.parametrize(
    ("log_id", "metadata", "answer"),
    [
        ("ours", "", "accepted"),
        ("ours", "a frontend's own words", "accepted"),
        ("ours", OURS, "accepted"),
        ("ours", OTHERS, "left to another worker"),
        (None, OTHERS, "accepted"),
    ],
)
async def test_a_call_of_another_log_is_left_to_another_worker(log_id: str | None, metadata: str, answer: str) -> None:
    """One that does not know its log yet leaves it to the job to see."""
    server = RescuingServer(Settings.load({}, Path("/nowhere")))
    if log_id is not None:
        server._opened(log_id)
    request = FakeRequest(metadata)
    await server.choose(cast("JobRequest", request))
    assert request.answers == [answer]


async def test_nobody_answers_where_a_past_call_is_replayed() -> None:
    """Nor does any other worker."""
    request = FakeRequest("", room_metadata=REPLAY_ROOM)
    await RescuingServer(Settings.load({}, Path("/nowhere"))).choose(cast("JobRequest", request))
    assert request.answers == ["rejected for good"]


class FakeService:
    """A LiveKit server's API, as far as a rescuer needs it."""

    def __init__(self, *, rooms: int = 1, people: tuple[Info, ...] = (), fails: Exception | None = None) -> None:
        self.room = self.agent_dispatch = self
        self._rooms, self._people, self._fails = rooms, people, fails

    async def list_rooms(self, _: object) -> Any:
        return self._answer(SimpleNamespace(rooms=["room-1"] * self._rooms))

    async def list_participants(self, _: object) -> Any:
        return self._answer(SimpleNamespace(participants=self._people))

    async def remove_participant(self, _: object) -> None:
        self._answer(None)

    delete_room = create_dispatch = remove_participant

    def _answer(self, answer: object) -> object:
        if self._fails is not None:
            raise self._fails
        return answer


def rooms(service: FakeService) -> LiveKitRooms:
    return LiveKitRooms(cast("api.LiveKitAPI", service))


async def test_people_who_are_there_and_no_staff_may_call() -> None:
    kinds = Info.Kind
    people = (
        Info(identity="caller-1", kind=kinds.STANDARD, joined_at=7, state=Info.State.ACTIVE),
        Info(identity="sip-1", kind=kinds.SIP, joined_at=8, state=Info.State.JOINED),
        Info(identity="staff-ann", kind=kinds.STANDARD, joined_at=9, state=Info.State.ACTIVE),
        Info(identity="agent-1", kind=kinds.AGENT, joined_at=10, state=Info.State.ACTIVE),
        Info(identity="gone", kind=kinds.STANDARD, joined_at=11, state=Info.State.DISCONNECTED),
    )
    found = await rooms(FakeService(people=people)).people("room-1")
    assert found == (
        Person(identity="caller-1", may_call=True, joined_at=7.0),
        Person(identity="sip-1", may_call=True, joined_at=8.0),
        Person(identity="staff-ann", may_call=False, joined_at=9.0),
        Person(identity="agent-1", may_call=False, joined_at=10.0),
        Person(identity="gone", may_call=False, joined_at=11.0),
    )


async def test_a_room_that_is_not_there_has_no_people() -> None:
    assert await rooms(FakeService(rooms=0)).people("room-1") is None


GONE = api.ServerError("not_found", "no such room", status=404)
FAILURES = [api.ServerError("internal", "", status=500), aiohttp.ClientError(), TimeoutError(), OSError()]


async def test_what_is_gone_already_need_not_be_sent_away() -> None:
    service = rooms(FakeService(fails=GONE))
    await service.remove("room-1", "agent-1")
    await service.close("room-1")
    with pytest.raises(RoomsUnreachableError):
        await service.dispatch("room-1", "")


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: type(failure).__name__)
async def test_a_server_that_fails_is_unreachable(failure: Exception) -> None:
    service = rooms(FakeService(fails=failure))
    for asking in (
        service.people("room-1"),
        service.remove("room-1", "agent-1"),
        service.dispatch("room-1", ""),
        service.close("room-1"),
    ):
        with pytest.raises(RoomsUnreachableError, match="the LiveKit server did not do it"):
            await asking
