"""What the tests of engines share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from _engines import spark_session

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session", autouse=True)
def _engines_stop_at_the_end() -> Iterator[None]:
    yield
    if spark_session.cache_info().currsize:
        spark_session().stop()
