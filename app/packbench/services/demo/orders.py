"""The orders of the demo: the last six weeks of three channels."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

from packbench.domain.orders import Payment
from packbench.exchange.kinds import OrderHead, OrderLineFields
from packbench.services.demo.dice import Dice
from packbench.services.demo.goods import Article
from packbench.services.demo.people import Country, Customer, make_customers

Order = tuple[OrderHead, tuple[OrderLineFields, ...]]

_DAYS = 42
_NOTES = (
    "Please ring at the back door.",
    "Leave with the neighbour if nobody is there.",
    "Fragile, it is for a wedding.",
    "Deliver between 8 and 12.",
    "Second delivery attempt, please call before.",
)


@dataclass(frozen=True, slots=True)
class _Channel:
    """How a channel orders: `sizes` are lines an order, `units` an order line, by weight."""

    name: str
    prefix: str
    weight: int
    sizes: tuple[int, ...]
    units: tuple[int, ...]
    firms: bool = False


_CHANNELS = (
    _Channel("shop", "S-1", 62, (1, 1, 2, 2, 3, 4, 5), (1, 1, 1, 1, 1, 2, 2, 4)),
    _Channel("marketplace", "M-5", 26, (1, 1, 1, 1, 2), (1, 1, 1, 2)),
    _Channel("wholesale", "W-7", 12, (3, 5, 6, 8, 11), (6, 6, 12, 12, 24), firms=True),
)


def make_orders(
    dice: Dice, today: date, count: int, articles: Sequence[Article], countries: Sequence[Country]
) -> list[Order]:
    """`count` orders in the order of time, the last at the beginning of `today`."""
    channels = dice.choices(_CHANNELS, [channel.weight for channel in _CHANNELS], k=count)
    customers = {
        channel.name: make_customers(dice, countries, count // 2 + 1, firms=channel.firms)
        for channel in _CHANNELS
    }
    moments = sorted(_moment(dice, today) for _ in range(count))
    weights = [article.popularity for article in articles]
    orders = []
    for number, (channel, moment) in enumerate(zip(channels, moments, strict=True), 1):
        customer = dice.choice(customers[channel.name])
        head = _head(dice, channel, customer, today, moment)
        head = replace(head, order_number=f"{channel.prefix}{number:04}")
        size = dice.choice(channel.sizes)
        chosen = dict.fromkeys(dice.choices(articles, weights, k=size))
        orders.append((head, tuple(_line(dice, channel, article) for article in chosen)))
    return _with_mistakes(dice, orders)


def _moment(dice: Dice, today: date) -> datetime:
    """Within the last six weeks, more of them lately, most in the evening."""
    days_ago = int(_DAYS * dice.betavariate(1, 1.6)) + 1
    hour = min(23, max(0, int(dice.gauss(17, 4))))
    minute = time(hour, dice.randrange(60), dice.randrange(60), tzinfo=UTC)
    return datetime.combine(today - timedelta(days=days_ago), minute)


def _head(
    dice: Dice, channel: _Channel, customer: Customer, today: date, moment: datetime
) -> OrderHead:
    """The head; each peculiarity falls to a few in a hundred."""
    head = replace(customer.address, channel=channel.name, ordered_at=moment)
    if dice.chance(30 if channel.firms else 6):
        head = replace(head, ship_partial=False)
    if dice.chance(8):
        head = replace(head, max_warehouses=1)
    if dice.chance(8):
        head = replace(head, ship_by=today + timedelta(days=dice.randint(-2, 10)))
    if dice.chance(4):
        head = replace(head, priority=dice.choice((5, 10)))
    if dice.chance(4):
        head = replace(head, payment=Payment.AWAITING)
    if dice.chance(4):
        head = replace(head, note=dice.choice(_NOTES))
    if not channel.firms and dice.chance(6):
        head = replace(head, gift_message=customer.greeting)
    return head


def _line(dice: Dice, channel: _Channel, article: Article) -> OrderLineFields:
    return OrderLineFields(article.sku, dice.choice(channel.units), article.row.unit_price)


def _with_mistakes(dice: Dice, orders: list[Order]) -> list[Order]:
    """Some orders that ask for attention: a mistyped SKU, no country, half an address."""
    some = max(1, len(orders) // 200)
    chosen = iter(dice.sample(range(len(orders)), min(3 * some, len(orders))))
    for index in islice(chosen, some):
        head, (first, *rest) = orders[index]
        orders[index] = (head, (replace(first, sku=f"{first.sku[:-1]}0"), *rest))
    for index in islice(chosen, some):
        head, lines = orders[index]
        orders[index] = (replace(head, country=None), lines)
    for index in islice(chosen, some):
        head, lines = orders[index]
        orders[index] = (replace(head, postal_code=None, street=None), lines)
    return orders
