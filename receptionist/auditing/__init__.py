"""Proving, explaining and accounting for what the log has: verification, audits of bookings, who saw what."""
