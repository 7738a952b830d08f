"""Tests of one group run in one process: they share what takes long to make, and two Firefoxes would share a port."""

from __future__ import annotations

import pytest


@pytest.mark.xdist_group("alone")
def test_a_group_is_known_to_the_one_who_hands_out_the_tests(request: pytest.FixtureRequest) -> None:
    if not hasattr(request.config, "workerinput"):
        pytest.skip("one process runs all tests")
    assert request.node.nodeid.endswith("@alone"), (
        "pytest-xdist and this pytest do not fit together: groups are ignored"
    )
