"""One tree of errors. Each message says what a person can do about it; the facts are attributes."""

from __future__ import annotations

from pathlib import Path


class ReceptionistError(Exception):
    """What every error of this package can be caught as."""


class SettingError(ReceptionistError):
    """A setting cannot be used."""

    def __init__(self, name: str, value: object, accepted: str) -> None:
        super().__init__(f"setting {name} is {value!r}; accepted: {accepted}")
        self.name, self.value, self.accepted = name, value, accepted


class ScriptError(ReceptionistError):
    """The file with the caller's words cannot be read."""


class UnknownCallError(ReceptionistError):
    """No log that was looked into has this call."""

    def __init__(self, call: str, places: tuple[Path, ...]) -> None:
        where = ", ".join(str(place) for place in places)
        super().__init__(
            f"no call {call} in {where}; name another log with --db PATH"
            if places
            else f"no call {call}: there is no log yet; name one with --db PATH"
        )
        self.call, self.places = call, places


class AmbiguousCallError(ReceptionistError):
    """A shortened call id fits more than one call."""

    def __init__(self, call: str, candidates: tuple[str, ...]) -> None:
        super().__init__(f"{call} could be {' or '.join(candidates)}; give more of the id")
        self.call, self.candidates = call, candidates


class AmbiguousIdError(ReceptionistError):
    """A shortened id fits more than one appointment, block or task."""

    def __init__(self, given: str, candidates: tuple[str, ...]) -> None:
        super().__init__(f"{given} could be {' or '.join(candidates)}; give more of the id")
        self.given, self.candidates = given, candidates


class LogError(ReceptionistError):
    """The event log did not do what was asked; nothing of the request was written."""


class LogPathError(LogError):
    """The log's path cannot be opened as a file."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path}: {why}")
        self.path, self.why = path, why


class NotALogError(LogError):
    """The file is something else."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is not a receptionist log; choose another path with --db")
        self.path = path


class LogTooNewError(LogError):
    """The file was written by a newer version."""

    def __init__(self, path: Path, found: int, known: int) -> None:
        super().__init__(f"{path} has log schema {found}, this version knows up to {known}; upgrade receptionist")
        self.path, self.found, self.known = path, found, known


class LogLockedError(LogError):
    """Another process held the file's lock for longer than the busy timeout."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is locked by another process; try again, or stop what holds it")
        self.path = path


class LogReadOnlyError(LogError):
    """The file, its folder or its disk cannot be written."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} cannot be written; check the permissions of the file and its folder")
        self.path = path


class LogFullError(LogError):
    """The disk is full."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"no space is left for {path}; free some, nothing of this request was written")
        self.path = path


class LogCorruptError(LogError):
    """The file's content is damaged."""

    def __init__(self, path: Path, detail: str) -> None:
        super().__init__(f"{path} is damaged ({detail}); restore it from a backup")
        self.path, self.detail = path, detail


class LogClosedError(LogError):
    """The log was used after it was closed."""


class MasterKeyError(LogError):
    """The master key, under which the log's keys are wrapped, is missing, another one, or open to others."""


class KeyFileError(LogError):
    """A wrapped key was changed since it was wrapped, or stands in another's place."""

    def __init__(self, path: Path, subject: str) -> None:
        super().__init__(f"{path}: the wrapped key of {subject} was changed; restore the file from a backup")
        self.path, self.subject = path, subject


class CallTakenOverError(ReceptionistError):
    """Another agent has the call: this one was taken for dead, and nothing of it counts any more."""

    def __init__(self, call: str) -> None:
        super().__init__(f"call {call} was taken over by another agent; this one leaves it")
        self.call = call


class StaleDecisionError(LogError):
    """Something that the decision rests on was appended since it was read: read again and decide again."""

    def __init__(self, position: int) -> None:
        super().__init__(f"event {position} was appended since the decision's facts were read; decide again")
        self.position = position


class EventIdReusedError(LogError):
    """An event id names an event already, and it is not the one given."""

    def __init__(self, event_id: str) -> None:
        super().__init__(f"event id {event_id} is taken by another event; make a new id for a new event")
        self.event_id = event_id


class EventTooNewError(LogError):
    """A decision rests on an event whose version only a newer release can read."""

    def __init__(self, position: int, event_type: str, version: int) -> None:
        super().__init__(
            f"event {position} ({event_type} version {version}) was written by a newer version; upgrade receptionist"
        )
        self.position, self.event_type, self.version = position, event_type, version


class ContentionError(LogError):
    """A decision was stale each time it was tried."""

    def __init__(self, attempts: int) -> None:
        super().__init__(f"others changed the same facts {attempts} times in a row; try again")
        self.attempts = attempts


class CodecError(ReceptionistError):
    """An event's stored form does not fit its class."""


class KeyDestroyedError(ReceptionistError):
    """The key that sealed this is gone, and with it the content."""

    def __init__(self, subject: str) -> None:
        super().__init__(f"the key of {subject} does not exist (erased, or the keys file is missing)")
        self.subject = subject


class UnsealError(ReceptionistError):
    """Sealed content does not open with its key: it was changed, or moved from elsewhere."""

    def __init__(self, subject: str) -> None:
        super().__init__(f"content sealed for {subject} does not open: it was changed, or the key is another")
        self.subject = subject


class PublishError(ReceptionistError):
    """An effect could not be carried out now; trying again may succeed."""


class PublishRefusedError(PublishError):
    """An effect can never be carried out as it is; it is parked with this reason."""


class UnknownEffectError(ReceptionistError):
    """The log owes and has sent nothing of this key."""

    def __init__(self, key: str) -> None:
        super().__init__(f"there is no effect {key!r}; 'receptionist outbox' lists what is owed and parked")
        self.key = key


class NotParkedError(ReceptionistError):
    """Only what is parked can be retried."""

    def __init__(self, key: str, state: str) -> None:
        super().__init__(f"effect {key} is not parked but {state}; 'receptionist outbox --parked' lists what is")
        self.key, self.state = key, state


class CallGoesOnError(ReceptionistError):
    """What came of a call is told once it has ended."""

    def __init__(self, call: str) -> None:
        super().__init__(f"call {call} has not ended; what comes of it is sent when it has")
        self.call = call


class NotOwnerError(ReceptionistError):
    """Another relay serves this call now."""

    def __init__(self, call: str, epoch: int) -> None:
        super().__init__(f"call {call} is served by another relay (epoch {epoch} has passed)")
        self.call, self.epoch = call, epoch


class DeskError(ReceptionistError):
    """The front desk cannot do what was asked; nothing happened."""


class NothingBookedError(DeskError):
    """It was about the caller's appointment, and none was made in this call."""

    def __init__(self) -> None:
        super().__init__("no appointment was made in this call; book one first")


class CallOverError(DeskError):
    """It was about a booking, and the call has ended."""

    def __init__(self) -> None:
        super().__init__("the call is over; nothing can be booked in it any more")


class CallExistsError(ReceptionistError):
    """A call with this id is in the log already."""

    def __init__(self, call: str, path: Path) -> None:
        super().__init__(
            f"{path} has a call {call} already (the same --now makes the same ids); choose a fresh log with --db"
        )
        self.call, self.path = call, path


class ModelError(ReceptionistError):
    """The LLM does not answer."""


class UnknownAppointmentError(DeskError):
    """No appointment has this id, or it was cancelled."""

    def __init__(self, appointment: str) -> None:
        super().__init__(f"there is no appointment {appointment}; see 'receptionist diary'")
        self.appointment = appointment


class AppointmentAheadError(DeskError):
    """An appointment that is still ahead was said to be missed, or one of a later day to be kept."""

    def __init__(self, appointment: str) -> None:
        super().__init__(f"the appointment {appointment} is still ahead; it can be moved or cancelled")
        self.appointment = appointment


class AppointmentOverError(DeskError):
    """An appointment that is past was to be moved or cancelled."""

    def __init__(self, appointment: str) -> None:
        super().__init__(
            f"the appointment {appointment} is over; 'receptionist diary arrived' or 'no-show' says what became of it"
        )
        self.appointment = appointment


class LongBlockError(DeskError):
    """A blocked time would last longer than can be blocked at once."""

    def __init__(self, days: int) -> None:
        super().__init__(f"at most {days} days can be blocked at once; block the rest by itself")
        self.days = days


class ManyConflictsError(DeskError):
    """More patients would have to be called than one act may cause."""

    def __init__(self, found: int, most: int) -> None:
        super().__init__(
            f"{found} appointments are in the way, more than {most} at once; block or close a shorter stretch first"
        )
        self.found, self.most = found, most


class UnknownBlockError(DeskError):
    """No blocked time has this id."""

    def __init__(self, block: str) -> None:
        super().__init__(f"there is no blocked time {block}; see 'receptionist diary'")
        self.block = block


class BackwardsBlockError(DeskError):
    """A blocked time would end before it begins."""

    def __init__(self) -> None:
        super().__init__("a blocked time ends after it begins")


class UnknownResourceError(DeskError):
    """The clinic has no such dentist, hygienist or chair."""

    def __init__(self, resource: str, known: tuple[str, ...]) -> None:
        super().__init__(f"the clinic has no {resource}; it has {', '.join(known)}")
        self.resource, self.known = resource, known


class PrivacyError(ReceptionistError):
    """What was asked for of a patient's data cannot be done; nothing happened."""


class UnknownPatientError(PrivacyError):
    """The log has nothing of such a patient."""

    def __init__(self, patient: str) -> None:
        super().__init__(f"there is no patient {patient}; 'receptionist patient find' asks for who is meant")
        self.patient = patient


class UnknownTaskError(DeskError):
    """The inbox has no such line, or it is done."""

    def __init__(self, task: str) -> None:
        super().__init__(f"there is nothing {task} to do; see 'receptionist inbox'")
        self.task = task


class AccessError(ReceptionistError):
    """Patients' data is not shown: whoever asked may not see it, or it could not be recorded that they do."""


class HistoryFileError(ReceptionistError):
    """A saved history, or the file for one, cannot be used."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path} {why}")
        self.path, self.why = path, why


class CheckpointError(ReceptionistError):
    """A checkpoint, or the key for it, cannot be used; its message is the whole story."""
