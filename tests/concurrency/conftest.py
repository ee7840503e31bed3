"""A stockroom for races; whatever happens in it, every invariant holds at the end."""

from collections.abc import Iterator

import pytest

from helpers.stockroom import Stockroom
from packbench.engine.command.context import Context


@pytest.fixture
def room(context: Context) -> Iterator[Stockroom]:
    room = Stockroom(context)
    yield room
    room.check()
