"""What can be set of a relay: by itself, for those who set it and have nothing to send."""

from __future__ import annotations

from attrs import frozen


@frozen(kw_only=True)
class RelaySettings:
    """How patient a relay is. All in seconds.

    Attributes:
        lease: For how long the right to send is claimed; it is renewed three times as often.
        attempt: How long one attempt may take.
        backoff_first: The wait after the first failure; doubled after each further one, and jittered by half.
        backoff_most: The longest wait.
        crashes_allowed: After how many failures that a publisher did not foresee one relay parks an effect.
        deaths_allowed: After how many processes that died in the midst of sending an effect it is parked. The first
            that dies of it is not counted: that it was sending just then nobody knows.
        look_every: How often the attributes that the room shows are compared with those that were sent.
    """

    lease: float = 3.0
    attempt: float = 10.0
    backoff_first: float = 0.2
    backoff_most: float = 30.0
    crashes_allowed: int = 5
    deaths_allowed: int = 2
    look_every: float = 2.0
