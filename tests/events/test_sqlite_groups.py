"""The writer: works in groups, each on its own, in order, whatever becomes of those who wait."""

from __future__ import annotations

import asyncio
import gc
import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from receptionist.errors import LogClosedError, LogError
from receptionist.events.sqlite import Database

Work = Callable[[sqlite3.Connection], str]


class OddError(BaseException):
    """Not even an `Exception`."""


def note(word: str) -> Work:
    """Write *word* down."""

    def run(raw: sqlite3.Connection) -> str:
        raw.execute("INSERT INTO notes VALUES (?)", (word,))
        return word

    return run


def fail(word: str, error: BaseException) -> Work:
    """Write *word* down, and then fail."""

    def run(raw: sqlite3.Connection) -> str:
        note(word)(raw)
        raise error

    return run


def lose_the_transaction(raw: sqlite3.Connection) -> str:
    """What SQLite does when an I/O error or a full disk leaves it no choice."""
    raw.execute("ROLLBACK")
    raise sqlite3.OperationalError("disk I/O error")


@pytest.fixture
async def statements(database: Database) -> AsyncIterator[list[str]]:
    """A table for notes, and every statement that the writer carries out from here on."""
    heard: list[str] = []

    def listen(raw: sqlite3.Connection) -> None:
        raw.execute("CREATE TABLE notes (word TEXT UNIQUE)")
        raw.set_trace_callback(heard.append)

    await database.write(listen)
    heard.clear()
    yield heard
    await database.write(lambda raw: raw.set_trace_callback(None))


async def notes(database: Database) -> list[str]:
    return await database.read(lambda raw: [word for (word,) in raw.execute("SELECT word FROM notes ORDER BY rowid")])


async def test_what_is_submitted_together_is_one_transaction(database: Database, statements: list[str]) -> None:
    answers = await asyncio.gather(*(database.write(note(str(number))) for number in range(50)))
    assert answers == [str(number) for number in range(50)]
    assert (statements.count("BEGIN IMMEDIATE"), statements.count("COMMIT")) == (1, 1)


@pytest.mark.parametrize(
    ("error", "heard"),
    [
        (ValueError("no"), ValueError),
        (sqlite3.OperationalError("no such thing"), LogError),
        (StopIteration(), RuntimeError),
        (OddError(), OddError),
    ],
    ids=lambda value: getattr(value, "__name__", type(value).__name__),
)
async def test_a_work_that_fails_disturbs_nobody_in_its_group(
    database: Database, statements: list[str], error: BaseException, heard: type[BaseException]
) -> None:
    works = [note("one"), fail("two", error), note("three"), fail("four", error), note("five")]
    answers = await asyncio.gather(*(database.submit(work) for work in works), return_exceptions=True)
    assert [answers[0], answers[2], answers[4]] == ["one", "three", "five"]
    assert [type(answers[1]), type(answers[3])] == [heard, heard]
    assert await notes(database) == ["one", "three", "five"]
    assert statements.count("COMMIT") == 1


async def test_a_read_that_finds_nothing_where_something_must_be_fails(database: Database) -> None:
    """A future takes no `StopIteration`: whoever waits would wait for ever."""
    with pytest.raises(RuntimeError, match="found nothing"):
        await database.read(lambda raw: next(raw.execute("SELECT 1 FROM events")))


async def test_a_refusal_of_sqlite_reaches_only_whose_it_is(database: Database, statements: list[str]) -> None:
    answers = await asyncio.gather(
        *(database.write(note(word)) for word in ("one", "one", "two")), return_exceptions=True
    )
    assert [answers[0], answers[2]] == ["one", "two"]
    assert isinstance(answers[1], LogError)
    assert str(database.path) in str(answers[1])


async def test_when_the_whole_transaction_is_lost_everyone_hears_it(database: Database, statements: list[str]) -> None:
    """Nobody is told that a work was written which went with the others, and the next group is a new beginning."""
    works = [note("one"), lose_the_transaction, note("two")]
    answers = await asyncio.gather(*(database.write(work) for work in works), return_exceptions=True)
    assert [type(answer) for answer in answers] == [LogError, LogError, LogError]
    assert await database.write(note("three")) == "three"
    assert await notes(database) == ["three"]


async def test_works_are_run_in_the_order_in_which_they_were_submitted(
    database: Database, statements: list[str]
) -> None:
    """Also when they are more than one group, and when more come while a group is written."""
    words = [str(number) for number in range(700)]
    first = [database.submit(note(word)) for word in words[:300]]
    await asyncio.sleep(0.002)
    second = [database.submit(note(word)) for word in words[300:]]
    assert await asyncio.gather(*first, *second) == words
    assert await notes(database) == words


@pytest.mark.parametrize("rounds", [0, 1, 2, 3, 10])
async def test_cancelling_who_waits_does_not_undo_the_work(
    database: Database, statements: list[str], rounds: int
) -> None:
    """It was submitted: before it is handed over, while it is written, afterwards."""
    submitted = database.submit(note("submitted"))
    waiting = asyncio.create_task(database.write(note("waited for")))
    await asyncio.sleep(0)
    for _ in range(rounds):
        await asyncio.sleep(0)
    submitted.cancel()
    waiting.cancel()
    assert await database.write(note("last")) == "last"
    assert await notes(database) == ["submitted", "waited for", "last"]


async def test_a_work_that_fails_after_its_wait_was_cut_off_is_no_alarm(
    database: Database, statements: list[str]
) -> None:
    """Who waited has gone; asyncio must not report a failure "that was never retrieved"."""
    alarms: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: alarms.append(context))
    waiting = asyncio.create_task(database.write(fail("one", ValueError("no"))))
    await asyncio.sleep(0)
    waiting.cancel()
    assert await database.write(note("two")) == "two"
    del waiting
    gc.collect()
    assert alarms == []


async def test_works_in_hand_survive_the_end_of_every_task(database: Database, statements: list[str]) -> None:
    """`asyncio.run` cancels all tasks at the end, and what is to be written then must not wait for one of them."""
    answer = database.submit(note("one"))
    for task in asyncio.all_tasks() - {asyncio.current_task()}:
        task.cancel()
    assert await answer == "one"
    assert await database.write(note("two")) == "two"


async def test_a_locked_file_does_not_hold_up_the_loop(database: Database, statements: list[str]) -> None:
    """The writer waits in its thread; reading and everything else goes on."""
    with sqlite3.connect(database.path, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        answer = database.submit(note("one"))
        for _ in range(5):
            await asyncio.sleep(0.01)
            assert await notes(database) == []
        assert not answer.done()
        other.execute("ROLLBACK")
    other.close()
    assert await answer == "one"


@pytest.mark.parametrize("count", [1, 3, 600])
async def test_closing_carries_out_what_was_submitted(path: Path, count: int) -> None:
    """In the same round of the loop, and more than fits into a group."""
    words = [str(number) for number in range(count)]
    async with Database.open(path) as database:
        await database.write(lambda raw: raw.execute("CREATE TABLE notes (word TEXT)") and None)
        answers = [database.submit(note(word)) for word in words]
    assert [answer.result() for answer in answers] == words
    async with Database.open(path) as database:
        assert await notes(database) == words


async def test_closing_while_others_submit_refuses_or_writes_but_never_forgets(path: Path) -> None:
    """Twelve tasks go on submitting: each work is either refused or there afterwards."""
    written: list[str] = []

    async def submit_until_refused(database: Database, name: str) -> None:
        number = 0
        while True:
            word = f"{name}-{number}"
            try:
                await database.write(note(word))
            except LogClosedError:
                return
            written.append(word)
            number += 1

    async with asyncio.TaskGroup() as group, Database.open(path) as database:
        await database.write(lambda raw: raw.execute("CREATE TABLE notes (word TEXT UNIQUE)") and None)
        for name in range(12):
            group.create_task(submit_until_refused(database, str(name)))
        while len(written) < 100:  # noqa: ASYNC110 (the point is to close at an arbitrary moment)
            await asyncio.sleep(0)
    async with Database.open(path) as database:
        assert sorted(await notes(database)) == sorted(written)


@pytest.mark.parametrize("after", [0, 1, 2, 4, 8, 16])
async def test_closing_is_finished_even_if_it_is_cancelled_again_and_again(path: Path, after: int) -> None:
    leaving = asyncio.Event()
    answers: list[asyncio.Future[str]] = []

    async def use() -> None:
        async with Database.open(path) as database:
            await database.write(lambda raw: raw.execute("CREATE TABLE notes (word TEXT)") and None)
            answers.extend(database.submit(note(str(number))) for number in range(300))
            leaving.set()

    using = asyncio.create_task(use())
    await leaving.wait()
    for _ in range(after):
        await asyncio.sleep(0)
    while not using.done():
        using.cancel()
        await asyncio.sleep(0)
    assert [answer.result() for answer in answers] == [str(number) for number in range(300)]


async def test_a_closed_database_says_so(path: Path) -> None:
    async with Database.open(path) as database:
        waiting = asyncio.create_task(database.wait_for_change(database.version + 1))
        seen = database.version
        forever = asyncio.create_task(_wait_again_and_again(database, seen))
        await asyncio.sleep(0)
        waiting.cancel()
    with pytest.raises(LogClosedError, match="is closed"):
        await forever
    with pytest.raises(LogClosedError, match="is closed"):
        database.submit(note("one"))
    with pytest.raises(LogClosedError, match="is closed"):
        await database.write(note("one"))
    with pytest.raises(LogClosedError, match="is closed"):
        await notes(database)


async def _wait_again_and_again(database: Database, seen: int) -> None:
    while True:
        seen = await database.wait_for_change(seen)
