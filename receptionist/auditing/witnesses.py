"""A log held against checkpoints of it: does it continue what was vouched for?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attrs import frozen
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from receptionist.auditing.checkpoints import Checkpoint
from receptionist.auditing.signing import fingerprint
from receptionist.errors import CheckpointError
from receptionist.events.sqlite.faults import Fault


@frozen(kw_only=True)
class Hearing:
    """What checkpoints say of a log.

    Attributes:
        confirmed: Those that it continues, in the order of their positions.
        unreached: Those behind the first event that is not what was written, of which nothing can be said.
        faults: What the others say.
    """

    confirmed: tuple[Checkpoint, ...]
    unreached: tuple[Checkpoint, ...]
    faults: tuple[Fault, ...]


def check_signer(checkpoint: Checkpoint, signer: Ed25519PublicKey) -> None:
    """See that a checkpoint was signed by who was expected.

    Raises:
        CheckpointError: Somebody else has.
    """
    if checkpoint.signer != signer:
        raise CheckpointError(
            f"{checkpoint.path or 'the checkpoint'} was signed with another key ({fingerprint(checkpoint.signer)})"
            f" than the one that was expected ({fingerprint(signer)})"
        )


def hear(
    checkpoints: Sequence[Checkpoint], *, log_id: str, hashes: Mapping[int, str], end: int, is_broken: bool
) -> Hearing:
    """Compare what checkpoints vouch for with what is there.

    Args:
        checkpoints: In the order of their positions.
        log_id: The log's id.
        hashes: The hashes, in hexadecimal, at the checkpoints' positions as far as the chain holds.
        end: Up to where it holds.
        is_broken: Whether something follows there that does not hold.
    """
    confirmed, unreached, faults = list[Checkpoint](), list[Checkpoint](), list[Fault]()
    for each in checkpoints:
        head = each.head
        if head.log != log_id:
            text = f"{_name(each)} is of another log ({head.log[:8]}…) than this one ({log_id[:8]}…)"
            faults.append(Fault(part="checkpoint", kind="changed", position=None, text=text))
        elif head.position > end and is_broken:
            unreached.append(each)
        elif head.position > end:
            faults.append(_cut_off(each, end))
        elif hashes[head.position] == head.hash:
            confirmed.append(each)
        else:
            faults.append(_rewritten(each, max((one.position for one in confirmed), default=0)))
    return Hearing(confirmed=tuple(confirmed), unreached=tuple(unreached), faults=tuple(faults))


def gaps(checkpoints: Sequence[Checkpoint]) -> Iterator[Checkpoint]:
    """Those whose predecessor in their series is not among them."""
    known = {each.head.digest for each in checkpoints}
    yield from (each for each in checkpoints if each.head.previous is not None and each.head.previous not in known)


def _cut_off(each: Checkpoint, end: int) -> Fault:
    text = f"the log ends at event {end}, and {_name(each)} vouches for {each.position}: its end was cut off"
    return Fault(part="events", kind="removed", position=end + 1, text=text)


def _rewritten(each: Checkpoint, confirmed: int) -> Fault:
    first = min(confirmed + 1, each.position)
    which = f"event {first} is" if first == each.position else f"of events {first} to {each.position} some are"
    text = f"this is not what {_name(each)} vouches for: {which} not what was there then, and hashes were made anew"
    return Fault(part="events", kind="changed", position=first, text=text)


def _name(each: Checkpoint) -> str:
    return f"the checkpoint of {each.at:%Y-%m-%d %H:%M} UTC"
