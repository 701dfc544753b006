"""A dental clinic's voice receptionist, event-sourced, with outbox-driven publishing."""

__version__ = "0.1.0"
