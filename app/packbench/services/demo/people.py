"""Who buys in the demo: invented people and firms in European countries."""

import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field, TypeAdapter

from packbench.exchange.kinds import OrderHead
from packbench.paths import resource
from packbench.services.demo.dice import Dice

_MAIL = ("example.com", "example.net", "example.org")
_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "æ": "ae", "ı": "i"})


@dataclass(frozen=True, slots=True)
class Country:
    """A country of `people.toml`: how often orders come from there, and what things look like."""

    code: str
    weight: int
    phone: str
    form: str
    company: str
    gift: str
    first: tuple[str, ...]
    last: tuple[str, ...]
    streets: tuple[str, ...]
    towns: tuple[tuple[str, str], ...]
    firms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class People:
    """The sheet `people.toml`."""

    countries: Annotated[tuple[Country, ...], Field(alias="country")]


@dataclass(frozen=True, slots=True)
class Customer:
    """Somebody who orders: the fields of an order's head that tell of them, and a greeting."""

    address: OrderHead
    greeting: str


def read_people() -> People:
    """The people as they ship with Packbench."""
    text = resource("demo/people.toml").read_text(encoding="utf-8")
    return TypeAdapter(People).validate_python(tomllib.loads(text))


def make_customers(
    dice: Dice, countries: Sequence[Country], count: int, *, firms: bool
) -> list[Customer]:
    """Customers by the weights of their countries; firms for the wholesale."""
    weights = [country.weight for country in countries]
    chosen = dice.choices(countries, weights, k=count)
    return [_customer(dice, country, firm=firms) for country in chosen]


def _customer(dice: Dice, country: Country, *, firm: bool) -> Customer:
    first, last = dice.choice(country.first), dice.choice(country.last)
    postal_code, city = dice.choice(country.towns)
    street = country.form.format(street=dice.choice(country.streets), number=dice.randint(1, 148))
    shop = f"{dice.choice(country.firms)} {country.company}" if firm else None
    address = OrderHead(
        order_number="",
        customer_name=f"{first} {last}",
        customer_email=f"{_plain(first)}.{_plain(last)}{dice.randint(1, 99)}@{dice.choice(_MAIL)}",
        company=shop,
        street=street,
        city=city,
        postal_code=postal_code,
        country=country.code,
        phone=f"{country.phone} {dice.randint(10, 99)} {dice.randint(10, 99)}",
        currency="EUR",
    )
    return Customer(address, country.gift.format(first=first))


def _plain(name: str) -> str:
    """A name as it stands in a mail address: small letters without marks."""
    letters = unicodedata.normalize("NFKD", name.translate(_LETTERS)).casefold()
    return "".join(letter for letter in letters if letter.isascii() and letter.isalpha())
