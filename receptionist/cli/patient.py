"""`receptionist patient`: what patients may ask of the clinic about their data, carried out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click

from receptionist.cli.access import disclosing, viewer
from receptionist.cli.json_lines import dumps
from receptionist.cli.officers import as_officer, carry_out, typed, whole_patient
from receptionist.cli.progress import progress
from receptionist.cli.staff_acts import whole_id
from receptionist.cli.words import local, plain
from receptionist.ids import CallId
from receptionist.privacy.certificate import certificate, in_words
from receptionist.privacy.checking import check_erasure
from receptionist.privacy.correcting import NONE, Correction, correct
from receptionist.privacy.erasing import erase
from receptionist.privacy.export_page import page
from receptionist.privacy.exporting import export
from receptionist.privacy.finding import Description, find_patients, next_visit
from receptionist.privacy.holding import holds, lift_hold, place_hold
from receptionist.privacy.officer import Officer
from receptionist.privacy.patient_file import PatientFile, read_patient
from receptionist.privacy.planning import SHARED_SUBJECTS, Plan, plan_erasure
from receptionist.privacy.private_file import see_that_it_is_new, write_new

_DAY_AND_TIME = "%Y-%m-%d %H:%M"


@click.group(name="patient")
def command() -> None:
    """What patients may ask of the clinic about their data. They are named by number, never by name."""


@command.command(name="find", short_help="Find a patient's number; asks for who it is.")
@click.option("--db", type=click.Path(path_type=Path), help="The log; otherwise the usual one.")
@click.option("--json", "as_json", is_flag=True, help="One patient a line.")
@viewer
def find(*, db: Path | None, as_json: bool) -> int:
    """Find a patient's number. Asks for name, date of birth and telephone number; what you do not know, leave empty.

    From a pipe, these are lines such as name=… and birth_date=… and phone=…. Exit status 1 when nobody fits.
    """
    said = typed()

    async def work(officer: Officer) -> int:
        found = await find_patients(officer, Description(**said))
        async with disclosing(officer.settings, officer.storage) as disclosure:
            await disclosure.show(("appointment",), patients=[file.patient_id for file in found])
        for file in found:
            _print_found(officer, file, as_json=as_json)
        if not found and not as_json:
            print("nobody fits")
        return int(not found)

    return carry_out(work, db, None, right="desk")


def _print_found(officer: Officer, file: PatientFile, *, as_json: bool) -> None:
    expected = next_visit(file, officer.clock.now())
    calls, held = len(file.calls), file.held is not None
    if as_json:
        at = None if expected is None else expected.isoformat()
        what = {"next_visit": at, "appointments": len(file.appointments), "calls": calls, "held": held}
        print(dumps({"kind": "patient", "patient": file.patient_id, **what}))
        return
    zone = officer.settings.clinic.time_zone
    when = "no appointment ahead" if expected is None else f"next on {local(expected, zone, _DAY_AND_TIME)}"
    print(f"{file.patient_id}  {when}, {len(file.appointments)} in all, {calls} calls{', under a legal hold' * held}")


@command.command(name="export", short_help="Write all that is kept of a patient, for them.")
@click.argument("patient")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The file: as JSON, and beside it as PDF.")
@click.option("--db", type=click.Path(path_type=Path), help="The log; otherwise the usual one.")
@viewer
def export_(*, patient: str, out: Path, db: Path | None) -> None:
    """Write all that is kept of PATIENT into a JSON file and, to be read, a PDF: theirs alone, others are masked."""
    as_json, as_pdf = (out.with_suffix(end) if out.suffix in {"", ".json", ".pdf"} else Path(f"{out}{end}")
                       for end in (".json", ".pdf"))  # fmt: skip

    async def work(officer: Officer) -> None:
        see_that_it_is_new(as_json, as_pdf)
        file = await read_patient(officer.storage, await whole_patient(officer.storage, patient))
        async with disclosing(officer.settings, officer.storage, right="privacy") as disclosure:
            await disclosure.show(
                ("everything",), patients=[file.patient_id], calls=[about.call for about in file.calls]
            )
            told = await export(officer, file)
        write_new(as_json, json.dumps(told, ensure_ascii=False, indent=2).encode("utf-8", "backslashreplace") + b"\n")
        write_new(as_pdf, page(told, officer.settings.clinic.time_zone))
        print(f"{file.patient_id}: {as_json} and {as_pdf}")
        masked = [call["call"] for call in told["calls"] if call["others_masked"]]
        if masked:
            print(f"read before you hand it out: somebody else was spoken of in {', '.join(masked)}, and is masked")

    carry_out(work, db, None)


@command.command(name="correct", short_help="Put right what is known of a patient; asks what.")
@click.argument("patient")
@as_officer
def correct_(*, patient: str, db: Path | None, person: str | None) -> None:
    """Put right PATIENT's name, date of birth or number: asks for each; empty leaves it, - says that there is none.

    From a pipe, these are lines such as name=… and birth_date=… and phone=…. What was wrong stays in the log.
    """
    said = typed(f" [empty: as it is; {NONE}: none]")

    async def work(officer: Officer) -> None:
        which = await whole_patient(officer.storage, patient)
        recorded = await correct(officer, which, Correction(**said))
        print(f"{which} is corrected (event {recorded.position})" if recorded else f"{which}: it is so already")

    carry_out(work, db, person, right="desk")


@command.command(name="hold", short_help="Keep a patient's data by law, or no longer.")
@click.argument("patient")
@click.option("--reason", required=True, metavar="WORDS", help="Why; it stands in the log, so name nobody in it.")
@click.option("--lift", is_flag=True, help="It need not be kept any more.")
@as_officer
def hold(*, patient: str, reason: str, lift: bool, db: Path | None, person: str | None) -> None:
    """Keep PATIENT's data whatever happens: it is neither erased nor let go of until the hold is lifted."""

    async def work(officer: Officer) -> None:
        which = await whole_patient(officer.storage, patient)
        recorded = await (lift_hold if lift else place_hold)(officer, which, reason)
        state = "is not under a legal hold any more" if lift else "is under a legal hold"
        print(f"{which} {state} (event {recorded.position})" if recorded else f"{which}: it is so already")

    carry_out(work, db, person, reason=reason)


@command.command(name="holds", short_help="List the legal holds.")
@as_officer
def holds_(*, db: Path | None, person: str | None) -> None:
    """List the patients who are under a legal hold, with when, by whom and why."""

    async def work(officer: Officer) -> None:
        found = await holds(officer.storage)
        for patient_id, recorded in found.items():
            at = local(recorded.recorded_at, officer.settings.clinic.time_zone, _DAY_AND_TIME)
            reason = getattr(recorded.event, "reason", "")
            print(f"{patient_id}  since {at}, by {plain(recorded.metadata.person or '')}: {plain(reason)}")
        if not found:
            print("no legal holds")

    carry_out(work, db, person)


@command.command(name="erase", short_help="Forget a patient; says first what would go.")
@click.argument("patient")
@click.option("--reason", required=True, metavar="WORDS", help="Why; it stands in the log for good: name nobody in it.")
@click.option("--call", "calls", multiple=True, metavar="CALL", help="Also this call, which was about others too.")
@click.option("--event", "events", multiple=True, type=int, metavar="NUMBER", help="Also what this event says of them.")
@click.option("--yes", is_flag=True, help="Do it. Without, only say what would go.")
@click.option("--certificate", "into", type=click.Path(path_type=Path), help="Also write the certificate, as JSON.")
@click.option("--json", "as_json", is_flag=True, help="The certificate as JSON.")
@as_officer
def erase_(
    *, patient: str, reason: str, calls: tuple[str, ...], events: tuple[int, ...], yes: bool, into: Path | None,
    as_json: bool, db: Path | None, person: str | None,
) -> int:  # fmt: skip
    """Forget PATIENT: their keys are destroyed, and what those sealed can be read by nobody, wherever it lies.

    Refused under a legal hold and with appointments ahead. Exit status 1 when something could not be made sure of.
    """

    async def work(officer: Officer) -> int:
        which = await whole_patient(officer.storage, patient)
        named = [CallId(await whole_id(officer.storage, call, of="call:", prefix="c-")) for call in calls]
        with progress("reading the log") as tell:
            plan = await plan_erasure(officer, which, named, events, tell)
        if not yes:
            print("\n".join(_would(plan)))
            return 0
        if into is not None:
            see_that_it_is_new(into)
        erased = await erase(officer, plan, reason)
        told = certificate(erased, await check_erasure(officer, erased), log_id=officer.storage.log_id)
        text = json.dumps(told, ensure_ascii=False, indent=2)
        if into is not None:
            write_new(into, f"{text}\n".encode())
        print(text if as_json else "\n".join(in_words(told)))
        return int(not told["complete"])

    return carry_out(work, db, person, reason=reason)


def _would(plan: Plan) -> Iterator[str]:
    which = plan.file.patient_id
    yield f"erasing {which} would destroy {plan.keys} keys; nothing was changed yet"
    yield f"  {len(plan.file.events)} events about them, {len(plan.file.appointments)} appointments, all over"
    for call in plan.calls:
        yield f"  call {call}, with all that was said in it"
    yield f"  {plan.owed} effects that are still owed would not be sent"
    for about in plan.kept:
        also = ", ".join(about.others)
        yield f"  REVIEW: call {about.call} was also about {also} and stays; --call {about.call} erases it too"
    for call, position in plan.mentions.calls.items():
        yield f"  REVIEW: call {call} speaks of them (event {position}) and stays; --call {call} erases it too"
    for position, subject in plan.mentions.elsewhere.items():
        alone = "" if subject.startswith(SHARED_SUBJECTS) else f"; --event {position} erases it too"
        yield f"  REVIEW: event {position}, of no call, speaks of them and stays{alone}"
    for access in plan.exports:
        yield f"  given away before: {access.at:%Y-%m-%d %H:%M} UTC, {plain(access.what)}, {plain(access.who)}"
    yield f"'--yes' does it: receptionist patient erase {which} --reason … --yes"
