"""Tests of the rules. What the specification asserts is told as in a test."""

import pytest

pytest.register_assert_rewrite("tests.domain.specification")
