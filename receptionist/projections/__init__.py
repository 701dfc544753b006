"""What the room shows: pure functions from a recorded event to effects. Same event, same effects, for ever."""

from receptionist.projections.project import PROJECTION_VERSION, digest_content, project

__all__ = ["PROJECTION_VERSION", "digest_content", "project"]
