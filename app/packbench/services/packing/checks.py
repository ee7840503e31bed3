"""What a station checks at its bench: weights, pictures, counting by hand, what it shows."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Connection, delete, insert, select

from packbench.db.channels import find_channel
from packbench.db.schema import Station, StationCheck
from packbench.domain.bench_settings import BenchSetting, ByHand, Photo, tidy_value
from packbench.domain.catalog import code_key
from packbench.domain.changes import Kind
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.undo.undoer import Undoer

Checked = tuple[BenchSetting, str]
"""A setting, and the channel that it is for ("": all)."""


@dataclass(frozen=True, slots=True)
class BenchChecks:
    """What a bench checks; the fields are those of `domain.bench_settings.BenchSetting`.

    Attributes:
        weight_tolerance_g: grams that a parcel may differ from what is expected; None: any.
        weight_tolerance_percent: the same in percent of what is expected. Of both the wider holds.
        by_hand: whether an item is counted without a scan.
        photo: whether each parcel is photographed.
        shows_private: e-mail, telephone and prices are shown.
    """

    weight_tolerance_g: int | None = None
    weight_tolerance_percent: Decimal | None = None
    by_hand: ByHand = ByHand.YES
    photo: Photo = Photo.NO
    shows_private: bool = True

    @property
    def checks_weight(self) -> bool:
        """Whether weights are compared."""
        return self.weight_tolerance_g is not None or self.weight_tolerance_percent is not None

    def tolerance_g(self, expected_g: int) -> Decimal:
        """How many grams a parcel may differ: the wider of both tolerances."""
        grams = Decimal(self.weight_tolerance_g or 0)
        return max(grams, expected_g * (self.weight_tolerance_percent or Decimal(0)) / 100)


@dataclass(frozen=True, slots=True)
class CheckView:
    """A setting of this station that somebody made; `channel` "" is for all."""

    name: BenchSetting
    channel: str
    value: str


def checks_for(context: Context, channel: str = "") -> BenchChecks:
    """What this station checks of a channel's orders: its own word, else that for all channels."""
    with context.database.read.connect() as connection:
        return read_checks(connection, context.station, channel)


def read_checks(connection: Connection, station: str, channel: str = "") -> BenchChecks:
    """As `checks_for`, inside a command."""
    rows = _rows(connection, station)
    told = {one.name: one.value for one in rows if not one.channel}
    key = code_key(channel) or None
    told |= {one.name: one.value for one in rows if code_key(one.channel) == key}
    grams = told.get(BenchSetting.WEIGHT_TOLERANCE_G, "none")
    percent = told.get(BenchSetting.WEIGHT_TOLERANCE_PERCENT, "none")
    return BenchChecks(
        None if grams == "none" else int(grams),
        None if percent == "none" else Decimal(percent),
        ByHand(told.get(BenchSetting.BY_HAND, ByHand.YES)),
        Photo(told.get(BenchSetting.PHOTO, Photo.NO)),
        told.get(BenchSetting.SHOWS_PRIVATE, "yes") == "yes",
    )


def list_checks(context: Context) -> list[CheckView]:
    """Every setting that somebody made for this station."""
    with context.database.read.connect() as connection:
        return _rows(connection, context.station)


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


def _rows(connection: Connection, station: str) -> list[CheckView]:
    query = (
        select(StationCheck.name, StationCheck.channel, StationCheck.value)
        .join(Station, Station.id == StationCheck.station_id)
        .where(Station.name == station)
        .order_by(StationCheck.name, StationCheck.channel)
    )
    rows = connection.execute(query).all()
    return [CheckView(BenchSetting(row.name), row.channel, row.value) for row in rows]


def _made(transaction: Transaction, station: str) -> dict[Checked, str]:
    rows = _rows(transaction.connection, station)
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
