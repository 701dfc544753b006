"""What lists are made from: tables beside the log, kept up to date in each append, made again at any time.

They hold ids, times, states and counts, and nobody's data: what is sealed in the log is read there. The views `calls`,
`appointments`, `inbox` and `transcript` show them; `is_current` says whether they may be believed at this instant.
"""

from receptionist.read_models.editions import is_current

__all__ = ["is_current"]
