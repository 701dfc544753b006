"""A stand on a log of its own for each test."""

from tests.publishers.conftest import stand

__all__ = ["stand"]
