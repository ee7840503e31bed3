"""What the demo sells: products with valid EAN-13 codes, kits, suppliers and their terms."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from typing import Annotated

from pydantic import Field, TypeAdapter
from stdnum import ean

from packbench.domain.catalog import BackorderPolicy, Tracking
from packbench.domain.packs import Pack
from packbench.exchange.kinds import KitHead, KitLine, ProductRow
from packbench.exchange.purchase_kinds import SupplierProductRow, SupplierRow
from packbench.paths import resource
from packbench.services.demo.dice import Dice

_GS1_EXAMPLES = "952"
"""GS1's prefix for examples: no product of anybody has such a code."""
_CARTON = "1"
_IN_A_CARTON = 12
_DISCONTINUED, _TO_COME = 20, 8
_CENTS = Decimal("0.01")
_TEN_CENTS = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Thing:
    """What a family makes: `g` grams, `mm` length, width and height."""

    name: str
    g: int
    mm: tuple[int, int, int]
    cost: Decimal


@dataclass(frozen=True, slots=True)
class Family:
    """Things that come in lines and variants; `variants` begin with the code in the SKU."""

    code: str
    name: str
    supplier: str
    origin: str
    hs: str
    margin: Decimal
    lines: tuple[str, ...]
    variants: tuple[str, ...]
    things: tuple[Thing, ...]
    lots: bool = False


@dataclass(frozen=True, slots=True)
class Kit:
    """A kit by its parts: `TBL-2` is the second thing of the family TBL."""

    sku: str
    name: str
    price: Decimal
    parts: dict[str, int]


@dataclass(frozen=True, slots=True)
class DemoSupplier:
    """Who makes them."""

    code: str
    name: str
    email: str
    lead_time_days: int
    over_receipt_percent: int = 0


@dataclass(frozen=True, slots=True)
class Goods:
    """The sheet `goods.toml`."""

    suppliers: Annotated[tuple[DemoSupplier, ...], Field(alias="supplier")]
    families: Annotated[tuple[Family, ...], Field(alias="family")]
    kits: Annotated[tuple[Kit, ...], Field(alias="kit")]


@dataclass(frozen=True, slots=True)
class Article:
    """A product that is sold; `popularity` is how often, compared with others."""

    row: ProductRow
    popularity: float
    parts: tuple[tuple[str, int], ...] = ()
    """Of a kit: SKUs and units."""

    @property
    def sku(self) -> str:
        """The SKU."""
        return self.row.sku


def read_goods() -> Goods:
    """The goods as they ship with Packbench."""
    text = resource("demo/goods.toml").read_text(encoding="utf-8")
    return TypeAdapter(Goods).validate_python(tomllib.loads(text))


def make_articles(dice: Dice, today: date, goods: Goods) -> list[Article]:
    """All products, kits last; some are not made any more, some are yet to come."""
    rows = [row for family in goods.families for row in _family(dice, family)]
    dice.shuffle(rows)
    special = dice.sample(range(len(rows) // 4, len(rows)), _DISCONTINUED + _TO_COME)
    for index in special[:_DISCONTINUED]:
        rows[index] = replace(rows[index], backorder=BackorderPolicy.NO)
    for number, index in enumerate(special[_DISCONTINUED:]):
        # The first one has come already, the others come within the next weeks.
        available = today + timedelta(days=9 * number - 5)
        policy = BackorderPolicy.PREORDER
        rows[index] = replace(rows[index], backorder=policy, available_from=available)
    articles = [Article(_coded(row, rank), rank**-0.7) for rank, row in enumerate(rows, 1)]
    return articles + _kits(dice, goods.kits, articles)


def _family(dice: Dice, family: Family) -> list[ProductRow]:
    rows = []
    numbered = product(enumerate(family.lines, 1), enumerate(family.things, 1), family.variants)
    for (line_number, line), (thing_number, thing), variant in numbered:
        code, shade = variant.split(" ", 1)
        length_mm, width_mm, height_mm = thing.mm
        price = (thing.cost * family.margin * dice.randint(96, 108) / 100).quantize(_TEN_CENTS)
        rows.append(
            ProductRow(
                sku=f"{family.code}-{line_number}{thing_number:02}-{code}",
                name=f"{thing.name} {line}, {shade}",
                weight_g=thing.g,
                length_mm=length_mm,
                width_mm=width_mm,
                height_mm=height_mm,
                tracking=Tracking.LOT if family.lots else Tracking.NONE,
                unit_cost=thing.cost.quantize(_CENTS),
                unit_price=price.quantize(_CENTS),
                supplier=family.supplier,
                country_of_origin=family.origin,
                hs_code=family.hs,
            )
        )
    return rows


def _coded(row: ProductRow, number: int) -> ProductRow:
    """The product with an EAN-13; every tenth has a code on its carton (GTIN-14) as well."""
    body = f"{_GS1_EXAMPLES}{number:09}"
    piece = body + ean.calc_check_digit(body)
    if number % 10:
        return replace(row, barcode=(piece,))
    carton = _CARTON + body
    pack = Pack(_IN_A_CARTON, carton + ean.calc_check_digit(carton))
    return replace(row, barcode=(piece,), packs=(pack,))


def _kits(dice: Dice, kits: Sequence[Kit], articles: Sequence[Article]) -> list[Article]:
    made = []
    for number, kit in enumerate(kits, len(articles) + 1):
        parts = tuple((_part(dice, code, articles).sku, each) for code, each in kit.parts.items())
        weights = {article.sku: article.row.weight_g or 0 for article in articles}
        weight_g = sum(weights[sku] * each for sku, each in parts)
        row = ProductRow(sku=kit.sku, name=kit.name, weight_g=weight_g, unit_price=kit.price)
        made.append(Article(_coded(row, number), dice.uniform(0.1, 0.3), parts))
    return made


def _part(dice: Dice, code: str, articles: Sequence[Article]) -> Article:
    family, number = code.split("-")
    fitting = [
        article
        for article in articles
        if article.sku.startswith(f"{family}-")
        and article.sku[len(family) + 2 :].startswith(f"{int(number):02}-")
        and article.row.backorder is BackorderPolicy.BACKORDER
    ]
    return dice.choice(fitting)


def kit_lines(articles: Sequence[Article]) -> list[tuple[KitHead, KitLine]]:
    """What the kits hold."""
    return [
        (KitHead(article.sku), KitLine(sku, each))
        for article in articles
        for sku, each in article.parts
    ]


def supplier_rows(goods: Goods) -> list[SupplierRow]:
    """The suppliers, who all sell in euros."""
    return [
        SupplierRow(
            one.code,
            one.name,
            one.email,
            "EUR",
            one.lead_time_days,
            one.over_receipt_percent,
        )
        for one in goods.suppliers
    ]


def supplier_products(dice: Dice, articles: Sequence[Article]) -> list[SupplierProductRow]:
    """The terms of each product's supplier: cheap things are sold by the carton."""
    rows = []
    for article in articles:
        row = article.row
        if row.supplier and row.unit_cost:
            pack = (
                dice.choice((6, 12, 24)) if row.unit_cost < Decimal(4) else dice.choice((1, 2, 4))
            )
            number = f"{row.supplier[:2]}{dice.randint(10_000, 99_999)}"
            terms = SupplierProductRow(row.supplier, row.sku, number, row.unit_cost, pack, pack * 2)
            rows.append(terms)
    return rows
