"""Calls that have lost their agent: given a new one, or ended in the log. Nothing here knows LiveKit."""
