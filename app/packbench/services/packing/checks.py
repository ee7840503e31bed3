"""Changing what a station checks at its bench."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from packbench.db.channels import find_channel
from packbench.db.schema import Station, StationCheck
from packbench.domain.bench_settings import BenchSetting, tidy_value
from packbench.domain.changes import Kind
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.undo.undoer import Undoer
from packbench.services.packing.checks_made import Checked, CheckView, check_rows, list_checks


def set_checks(
    context: Context, checks: Mapping[Checked, str | None], *, key: str | None = None
) -> list[CheckView]:
    """Makes settings of this station, all or none; None lets one be as by default.

    Refuses (`invalid`) a value that can't be, and (`not_found`) a channel that nobody knows.
    Gives the settings that are made.
    """
    wanted = {one: None if text is None else _tidy(one[0], text) for one, text in checks.items()}
    content = {"checks": [[name.value, channel, text] for (name, channel), text in wanted.items()]}

    def work(transaction: Transaction) -> int:
        before = _made(transaction, context.station)
        changes = [
            CheckChange(name, channel, before.get((name, channel)), text)
            for name, channel, text in _spelled(transaction.connection, wanted, before)
        ]
        for one in changes:
            _write(transaction, context.station, one, one.after)
        transaction.undo = CheckChanges(context.station, changes)
        return len(changes)

    run_command(context, Call("station.checks", content, key, moves_stock=False), int, work)
    return list_checks(context)


def _spelled(
    connection: Connection, wanted: Mapping[Checked, str | None], made: Collection[Checked]
) -> Iterator[tuple[BenchSetting, str, str | None]]:
    """What is wanted, with channels as orders have them; what was made may be taken away."""
    for (name, channel), text in wanted.items():
        is_plain = not channel or (text is None and (name, channel) in made)
        yield name, channel if is_plain else find_channel(connection, channel), text


def _tidy(name: BenchSetting, text: str) -> str:
    value = tidy_value(name, text)
    if value is None:
        raise Refusal(Code.INVALID, field=name.value, value=text)
    return value


@dataclass(frozen=True, slots=True)
class CheckChange:
    """A setting before a command and after it; None: it was not made."""

    name: BenchSetting
    channel: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class CheckChanges:
    """What a command changed of a station's settings."""

    station: str
    checks: list[CheckChange]


def _made(transaction: Transaction, station: str) -> dict[Checked, str]:
    rows = check_rows(transaction.connection, station)
    return {(one.name, one.channel): one.value for one in rows}


def _write(transaction: Transaction, station: str, change: CheckChange, value: str | None) -> None:
    connection = transaction.connection
    station_id = connection.execute(select(Station.id).where(Station.name == station)).scalar_one()
    place = {"station_id": station_id, "name": change.name.value, "channel": change.channel}
    connection.execute(delete(StationCheck).filter_by(**place))
    if value is not None:
        connection.execute(insert(StationCheck).values(**place, value=value))
    transaction.changed_many(Kind.SETTING)


def _undo_checks(transaction: Transaction, changes: CheckChanges) -> None:
    """As they were; refuses where somebody made one since."""
    now = _made(transaction, changes.station)
    if any(now.get((one.name, one.channel)) != one.after for one in changes.checks):
        raise Refusal(Code.CANNOT_UNDO, why=Said.SETTINGS_CHANGED_SINCE)
    for one in changes.checks:
        _write(transaction, changes.station, one, one.before)


UNDO_CHECKS = Undoer(CheckChanges, _undo_checks)
