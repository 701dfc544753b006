"""A livekit-server for the tests and for `make room`: found or built, then run on loopback only.

`python -m tools.livekit_server build` makes sure that there is one, `… run` runs it.
"""

from tools.livekit_server.building import NoServerError
from tools.livekit_server.finding import find, find_or_build
from tools.livekit_server.running import Server, ServerError, running

__all__ = ["NoServerError", "Server", "ServerError", "find", "find_or_build", "running"]
