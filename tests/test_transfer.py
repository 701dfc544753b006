"""Putting a caller through: who has them afterwards, what is told, and what a telephone service is asked for."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from aiohttp import web
from attrs import define, field
from google.protobuf.duration_pb2 import Duration
from livekit import api

from receptionist import transfer as module
from receptionist.config.livekit import LiveKitAccess
from receptionist.errors import LogFullError
from receptionist.events.call import CallerTransferred, TransferFailed
from receptionist.events.clinic import TaskRaised
from receptionist.transfer import NotAnsweredError, SipDialler, Transfer
from tests.agent.scripted import Calls, Says, ScriptedLLM, Stand, ToolAnswer, a_call

NUMBER = "+15551234570"
SORRY = "I'm sorry, nobody could take your call just now."
PERSON = Calls.one("request_person")


@define
class Telephone:
    """A dialler that answers as a test says."""

    numbers: list[str] = field(factory=list)
    answer: asyncio.Future[None] = field(factory=lambda: asyncio.get_running_loop().create_future())
    stopped: bool = False

    async def dial(self, number: str) -> None:
        self.numbers.append(number)
        try:
            await asyncio.shield(self.answer)
        except asyncio.CancelledError:
            self.stopped = True
            raise


@contextlib.asynccontextmanager
async def a_transfer(folder: Path, model: ScriptedLLM) -> AsyncIterator[tuple[Stand, Telephone, Transfer]]:
    """A call on the telephone, of a clinic with a number to put callers through to."""
    async with a_call(folder, model, channel="phone", transfer_number=NUMBER) as stand:
        telephone = Telephone()

        def gone() -> None:
            stand.call.is_to_end("transferred")

        transfer = Transfer(telephone, stand.call.desk, told=stand.call.tell, gone=gone)
        stand.call.session.userdata.person_wanted = transfer.begin
        try:
            yield stand, telephone, transfer
        finally:
            await transfer.aclose()


async def settled(transfer: Transfer) -> None:
    assert transfer._dialling is not None
    await transfer._dialling


async def test_when_somebody_answers_they_have_the_caller_and_the_agent_goes(tmp_path: Path) -> None:
    async with a_transfer(tmp_path, ScriptedLLM(PERSON, ToolAnswer())) as (stand, telephone, transfer):
        await stand.call.hear("A person, please.")
        await asyncio.sleep(0)
        assert telephone.numbers == [NUMBER]
        assert not stand.call.over.done()
        telephone.answer.set_result(None)
        await settled(transfer)
        assert await stand.events(CallerTransferred, TransferFailed) == [CallerTransferred()]
        assert await stand.call.over == "transferred"
        assert (await stand.said())[-1] == "Of course. One moment, please, I'm putting you through to a person."


async def test_when_nobody_answers_the_caller_hears_so_and_staff_call_back(tmp_path: Path) -> None:
    async with a_transfer(tmp_path, ScriptedLLM(PERSON, ToolAnswer())) as (stand, telephone, transfer):
        await stand.call.hear("A person, please.")
        telephone.answer.set_exception(NotAnsweredError("the telephone could not be reached (unavailable)"))
        await asyncio.sleep(0)
        await settled(transfer)
        failed, task = await stand.events(TransferFailed, TaskRaised)
        assert failed == TransferFailed(why="the telephone could not be reached (unavailable)")
        assert isinstance(task, TaskRaised)
        assert (task.kind, task.urgency) == ("callback", "now")
        await stand.call.desk.drain()
        assert (await stand.said())[-1] == f"{SORRY} What number can somebody call you back on?"
        assert not stand.call.over.done()


async def test_who_insists_is_put_through_once_more(tmp_path: Path) -> None:
    model = ScriptedLLM(PERSON, ToolAnswer(), PERSON, ToolAnswer())
    async with a_transfer(tmp_path, model) as (stand, telephone, transfer):
        await stand.call.hear("A person, please.")
        telephone.answer.set_exception(NotAnsweredError("nobody"))
        await asyncio.sleep(0)
        await settled(transfer)
        await stand.call.hear("A person!")
        await asyncio.sleep(0)
        assert telephone.numbers == [NUMBER, NUMBER]


async def test_whatever_goes_wrong_with_the_dialling_no_caller_waits_in_vain(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with a_transfer(tmp_path, ScriptedLLM(PERSON, ToolAnswer())) as (stand, telephone, transfer):
        await stand.call.hear("A person, please.")
        telephone.answer.set_exception(ZeroDivisionError())
        await asyncio.sleep(0)
        await settled(transfer)
        await stand.call.desk.drain()
        assert (await stand.said())[-1].startswith(SORRY)
        assert NUMBER not in caplog.text


async def test_the_telephone_rings_once_at_a_time(tmp_path: Path) -> None:
    async with a_transfer(tmp_path, ScriptedLLM()) as (_, telephone, transfer):
        for _ in range(3):
            transfer.begin(NUMBER)
            await asyncio.sleep(0)
        assert telephone.numbers == [NUMBER]


async def test_a_call_that_is_over_stops_dialling_and_dials_no_more(tmp_path: Path) -> None:
    async with a_transfer(tmp_path, ScriptedLLM()) as (stand, telephone, transfer):
        transfer.begin(NUMBER)
        await asyncio.sleep(0)
        await transfer.aclose()
        assert telephone.stopped
        transfer.begin(NUMBER)
        await asyncio.sleep(0)
        await transfer.aclose()
        assert telephone.numbers == [NUMBER]
        assert await stand.events(CallerTransferred, TransferFailed) == []


@pytest.mark.parametrize("answered", [True, False])
async def test_a_log_that_does_not_take_it_keeps_nobody_waiting(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    answered: bool,  # noqa: FBT001
) -> None:
    async with a_transfer(tmp_path, ScriptedLLM(Says("Hello."))) as (stand, telephone, transfer):

        async def full(*_: object, **__: object) -> object:
            raise LogFullError(stand.storage.path)

        with monkeypatch.context() as patches:
            patches.setattr(stand.storage.log, "append", full)
            transfer.begin(NUMBER)
            await asyncio.sleep(0)
            if answered:
                telephone.answer.set_result(None)
            else:
                telephone.answer.set_exception(NotAnsweredError("nobody"))
            await settled(transfer)
        await stand.call.hear("Hello?")
        assert stand.call.over.done() == answered
        assert (await stand.said())[1:] == ([] if answered else [SORRY]) + ["Hello."]


async def test_a_session_that_has_ended_meanwhile_is_no_failure(tmp_path: Path) -> None:
    async with a_transfer(tmp_path, ScriptedLLM()) as (stand, telephone, transfer):
        transfer.begin(NUMBER)
        await asyncio.sleep(0)
        await stand.call.session.aclose()
        telephone.answer.set_exception(NotAnsweredError("nobody"))
        await asyncio.sleep(0)
        await settled(transfer)
        assert await stand.events(TransferFailed) == [TransferFailed(why="nobody")]


# ---- the telephone service ----


@define
class Service:
    """A LiveKit server of which only the telephone is there, on loopback."""

    access: LiveKitAccess
    asked: list[api.CreateSIPParticipantRequest]
    removed: list[api.RoomParticipantIdentity]
    reached: asyncio.Event = field(factory=asyncio.Event)


Handler = Callable[[], Awaitable[web.Response]]


@contextlib.asynccontextmanager
async def a_service(handler: Handler) -> AsyncIterator[Service]:
    app = web.Application()
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    asked: list[api.CreateSIPParticipantRequest] = []
    removed: list[api.RoomParticipantIdentity] = []
    reached = asyncio.Event()

    async def create(request: web.Request) -> web.Response:
        assert request.headers["Authorization"].startswith("Bearer ")
        asked.append(api.CreateSIPParticipantRequest.FromString(await request.read()))
        reached.set()
        return await handler()

    async def remove(request: web.Request) -> web.Response:
        removed.append(api.RoomParticipantIdentity.FromString(await request.read()))
        return web.Response(body=api.RemoveParticipantResponse().SerializeToString())

    app.router.add_post("/twirp/livekit.SIP/CreateSIPParticipant", create)
    app.router.add_post("/twirp/livekit.RoomService/RemoveParticipant", remove)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    access = LiveKitAccess(url=f"ws://127.0.0.1:{port}", api_key="devkey", api_secret=32 * "s")
    try:
        yield Service(access, asked, removed, reached)
    finally:
        await runner.cleanup()


async def answers() -> web.Response:
    return web.Response(body=api.SIPParticipantInfo(participant_id="PA_1").SerializeToString())


async def never_answers() -> web.Response:
    await asyncio.Event().wait()
    raise AssertionError


def dialler(service: Service, *, ringing: int = 30) -> SipDialler:
    return SipDialler(service.access, trunk="ST_1", room="a-room", ringing=ringing)


async def test_the_telephone_joins_the_callers_room_when_it_is_answered() -> None:
    async with a_service(answers) as service:
        await dialler(service).dial(NUMBER)
        assert service.asked == [
            api.CreateSIPParticipantRequest(
                sip_trunk_id="ST_1",
                sip_call_to=NUMBER,
                room_name="a-room",
                participant_identity="staff-on-the-phone",
                wait_until_answered=True,
                play_dialtone=True,
                hide_phone_number=True,
                ringing_timeout=Duration(seconds=30),
            )
        ]
        assert service.removed == []


@pytest.mark.parametrize(
    ("status", "code"), [(503, "unavailable"), (408, "deadline_exceeded"), (400, "invalid_argument")]
)
async def test_what_the_service_refuses_is_told_without_the_number_and_not_dialled_again(
    status: int, code: str
) -> None:
    async def refuses() -> web.Response:
        return web.json_response({"code": code, "msg": f"could not dial {NUMBER}"}, status=status)

    async with a_service(refuses) as service:
        with pytest.raises(NotAnsweredError) as raised:
            await dialler(service).dial(NUMBER)
        assert str(raised.value) == f"the telephone could not be reached ({code})"
        assert len(service.asked) == 1


async def test_a_telephone_that_nobody_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MARGIN_SECONDS", 0.0)
    async with a_service(never_answers) as service:
        with pytest.raises(NotAnsweredError, match=r"could not be reached \(TimeoutError\)"):
            await dialler(service, ringing=1).dial(NUMBER)


async def test_a_service_that_is_not_there_is_an_answer_too() -> None:
    async with a_service(answers) as service:
        pass
    with pytest.raises(NotAnsweredError, match=r"could not be reached \(ClientConnectorError\)"):
        await dialler(service).dial(NUMBER)


async def test_when_the_caller_goes_the_telephone_stops_ringing() -> None:
    async with a_service(never_answers) as service:
        dialling = asyncio.create_task(dialler(service).dial(NUMBER))
        await service.reached.wait()
        dialling.cancel()
        with pytest.raises(asyncio.CancelledError):
            await dialling
        assert service.removed == [api.RoomParticipantIdentity(room="a-room", identity="staff-on-the-phone")]
