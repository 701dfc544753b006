"""A dental clinic's voice receptionist, event-sourced, with outbox-driven publishing."""
