"""What a new agent is told when it is called for an orphaned call: the metadata of its dispatch."""

from __future__ import annotations

import json

from attrs import frozen

from receptionist.ids import CallId


@frozen(kw_only=True)
class RescueOrder:
    """Which call, and in which log.

    Nobody is believed for it: the job looks whether its log is that one and has the call, and takes it over only if
    the room that it was called into is the one that the log has the call in.
    """

    log_id: str
    call: CallId

    @property
    def metadata(self) -> str:
        """As it travels."""
        return json.dumps({"log_id": self.log_id, "call": self.call})

    @classmethod
    def read(cls, metadata: str) -> RescueOrder | None:
        """The order in a dispatch's metadata; None if it carries something else, as a frontend's own dispatch may."""
        try:
            given = json.loads(metadata)
        except ValueError:
            return None
        if not isinstance(given, dict):
            return None
        log_id, call = given.get("log_id"), given.get("call")
        if not isinstance(log_id, str) or not isinstance(call, str):
            return None
        return cls(log_id=log_id, call=CallId(call))
