"""Busy times from a practice system's calendar: what is in the file, and what of it the diary does not have yet."""
