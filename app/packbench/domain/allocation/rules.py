"""The rules of routing: warehouses with their fences, the order of the ratings."""

import enum
import math
from dataclasses import dataclass, field
from typing import NamedTuple

from packbench.domain.allocation.demand import Coordinates
from packbench.domain.warehousing import ALL_COUNTRIES

_EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG


class Fence(enum.IntFlag):
    """Why a warehouse may not serve a line, in the order of the checks (`docs/domain.md`).

    Two are ours: before a pre-order's date a real warehouse gives it nothing (PREORDER), and one
    that has taken its orders for the day takes no other (AT_CAPACITY).
    """

    NONE = 0
    WAREHOUSE_INACTIVE = 1
    COUNTRY_NOT_SERVED = 2
    EXCLUDED = 4
    NOT_STOCKED = 8
    OUT_OF_STOCK = 16
    PREORDER = 32
    AT_CAPACITY = 64


def fence_code(fence: Fence) -> str:
    """A fence as programs know it, e.g. `not_stocked`."""
    return str(fence.name).lower()


def first_fence(fences: int) -> int:
    """The one that counts as the warehouse's answer: the first that failed (the lowest bit)."""
    return fences & -fences


class Rating(enum.StrEnum):
    """What makes one warehouse better than another."""

    PARCELS = "parcels"
    RANK = "rank"
    DISTANCE = "distance"
    BALANCE = "balance"
    CODE = "code"


DEFAULT_RATINGS = (Rating.PARCELS, Rating.RANK, Rating.DISTANCE, Rating.BALANCE, Rating.CODE)


@dataclass(frozen=True, slots=True)
class WarehouseFacts:
    """What the planner must know of a warehouse.

    Attributes:
        rank: 1 is better than 2.
        daily_orders: it takes so many orders a day, None for no limit.
    """

    id: int
    code: str
    rank: int = 1
    active: bool = True
    virtual: bool = False
    countries: frozenset[str] = frozenset({ALL_COUNTRIES})
    coordinates: Coordinates | None = None
    daily_orders: int | None = None

    def serves(self, country: str) -> bool:
        """Whether the country is on its list."""
        return country in self.countries or ALL_COUNTRIES in self.countries


class Exclusion(NamedTuple):
    """Keeps a channel, a product, or both out of a warehouse; None for any."""

    channel: str | None
    product_id: int | None
    warehouse_id: int


@dataclass(frozen=True, slots=True)
class Rules:
    """All that decides but demand and supply; supply is listed in the order of `warehouses`."""

    warehouses: tuple[WarehouseFacts, ...]
    exclusions: frozenset[Exclusion] = field(default_factory=frozenset)
    ratings: tuple[Rating, ...] = DEFAULT_RATINGS
    complete_first: bool = False
    """Orders that can be completed now go before those that would get a part."""
    taken_today: frozenset[tuple[int, int]] = frozenset()
    """(order, warehouse) of what warehouses with a limit a day have taken today."""
    by_hand: bool = False
    """Nobody who waits is served by itself, so units stay free that somebody waits for."""
    by_rank: tuple[int, ...] | None = field(init=False, compare=False)
    """The warehouses by their ranks, where these alone put all of them in an order."""

    def __post_init__(self) -> None:
        ranks = [one.rank for one in self.warehouses]
        tells = self.ratings[:2] == (Rating.PARCELS, Rating.RANK) and len(set(ranks)) == len(ranks)
        order = tuple(sorted(range(len(ranks)), key=ranks.__getitem__)) if tells else None
        object.__setattr__(self, "by_rank", order)

    def excludes(self, channel: str, product_id: int, warehouse_id: int) -> bool:
        """Whether a rule keeps this line of this channel out of the warehouse."""
        if not self.exclusions:
            return False
        return any(
            Exclusion(some_channel, some_product, warehouse_id) in self.exclusions
            for some_channel in (channel, None)
            for some_product in (product_id, None)
        )


def distance_km(here: Coordinates, there: Coordinates) -> float:
    """Great-circle distance by the haversine formula (R. W. Sinnott, Sky & Telescope 68, 1984)."""
    phi_1, phi_2 = math.radians(here.latitude), math.radians(there.latitude)
    d_phi = phi_2 - phi_1
    d_lambda = math.radians(there.longitude - here.longitude)
    a = math.sin(d_phi / 2) ** 2 + math.cos(phi_1) * math.cos(phi_2) * math.sin(d_lambda / 2) ** 2
    return 2 * _EARTH_RADIUS_KM * math.asin(math.sqrt(a))
