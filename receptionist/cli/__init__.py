"""The commands, one module each, loaded only when asked for."""

from receptionist.cli.main import main

__all__ = ["main"]
