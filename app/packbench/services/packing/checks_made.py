"""What a station checks at its bench: weights, pictures, counting by hand, what it shows.

Looked at by nearly everything that shows an order, so that it stands apart from what changes it.
"""

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Connection, select

from packbench.db.schema import Station, StationCheck
from packbench.domain.bench_settings import BenchSetting, ByHand, Photo
from packbench.domain.catalog import code_key
from packbench.engine.command.context import Context

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
    rows = check_rows(connection, station)
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
        return check_rows(connection, context.station)


def check_rows(connection: Connection, station: str) -> list[CheckView]:
    """Every setting that somebody made for a station."""
    query = (
        select(StationCheck.name, StationCheck.channel, StationCheck.value)
        .join(Station, Station.id == StationCheck.station_id)
        .where(Station.name == station)
        .order_by(StationCheck.name, StationCheck.channel)
    )
    rows = connection.execute(query).all()
    return [CheckView(BenchSetting(row.name), row.channel, row.value) for row in rows]
