"""Faults on purpose: a publisher and a store that fail as they are told, the same way for the same seed.

They stand among the tests: nothing that a clinic runs can be told to fail.
"""
