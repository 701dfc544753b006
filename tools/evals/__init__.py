"""The scripted calls of `tests/journeys` against a real model: `make evals`.

Here, and not among the tests: what a model does is measured, not asserted, costs money, and is not part of CI. What
plays and grades the calls is the tests' own, so that both mean the same.
"""
