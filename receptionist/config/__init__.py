"""What can be set from outside, checked once, where it comes in."""

from receptionist.config.settings import Settings

__all__ = ["Settings"]
