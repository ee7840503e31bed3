"""The time zone of what is written without one in files: the company's, once who reads set it."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_ZONE: ContextVar[dt.tzinfo] = ContextVar("zone_of_files", default=dt.UTC)


@contextmanager
def files_in(zone: dt.tzinfo) -> Iterator[None]:
    """Files that are read or written meanwhile have their moments in this zone."""
    before = _ZONE.set(zone)
    try:
        yield
    finally:
        _ZONE.reset(before)


def as_moment(written: dt.datetime) -> dt.datetime:
    """A moment in UTC of one that was written; without a zone of its own it is in the files'."""
    aware = written if written.tzinfo else written.replace(tzinfo=_ZONE.get())
    return aware.astimezone(dt.UTC)


def as_written(moment: dt.datetime) -> dt.datetime | None:
    """A moment without a zone as a file has it; None in the hour that a clock shows twice."""
    written = moment.astimezone(_ZONE.get()).replace(tzinfo=None, fold=0)
    return written if as_moment(written) == moment else None
