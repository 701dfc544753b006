"""What a new agent is told: there and back, and nothing that somebody else may have written."""

from __future__ import annotations

import pytest

from receptionist.rescuing.order import RescueOrder
from tests.examples import CALL


def test_an_order_is_read_as_it_was_written() -> None:
    order = RescueOrder(log_id="3f2a", call=CALL)
    assert RescueOrder.read(order.metadata) == order


@pytest.mark.parametrize(
    "metadata",
    [
        "",
        "a frontend's own words",
        "null",
        "[]",
        '"log_id"',
        "{}",
        '{"log_id": "3f2a"}',
        '{"log_id": 1, "call": "c-1"}',
    ],
)
def test_metadata_of_another_kind_is_no_order(metadata: str) -> None:
    assert RescueOrder.read(metadata) is None
