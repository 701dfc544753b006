"""Where outcomes go, and what of the patients goes with them."""

from __future__ import annotations

from attrs import field, frozen

from receptionist.addresses import host_of
from receptionist.projections.outcome_message import OutcomeField


@frozen(kw_only=True)
class Endpoint:
    """The clinic's webhook, as it is set.

    Attributes:
        url: `https`; `http` only on this machine. It may carry a key in its path.
        secrets: Messages are signed with each; one at least.
        fields: What goes out of the patients besides ids and times.
    """

    url: str = field(repr=False)
    secrets: tuple[bytes, ...] = field(repr=False)
    fields: tuple[OutcomeField, ...] = ()

    @property
    def host(self) -> str:
        """All that may be shown of the address."""
        return host_of(self.url)
