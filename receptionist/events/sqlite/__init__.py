"""The default store: one SQLite file for the log and its outbox, shared by any number of processes."""

from receptionist.events.sqlite.database import Database
from receptionist.events.sqlite.log import SqliteLog
from receptionist.events.sqlite.verification import Verification

__all__ = ["Database", "SqliteLog", "Verification"]
