"""Countries as people write them: ISO 3166 alpha-2 and alpha-3 codes and English names."""

import re
import unicodedata
from functools import cache, lru_cache

import pycountry

_ALIASES = {
    "uk": "GB",
    "great britain": "GB",
    "britain": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "northern ireland": "GB",
    "republic of ireland": "IE",
    "eire": "IE",
    "united states of america": "US",
    "america": "US",
    "uae": "AE",
    "holland": "NL",
    "the netherlands": "NL",
    "czech republic": "CZ",
    "turkey": "TR",
    "russia": "RU",
    "south korea": "KR",
    "korea": "KR",
    "north korea": "KP",
    "ivory coast": "CI",
    "cape verde": "CV",
    "swaziland": "SZ",
    "macedonia": "MK",
    "burma": "MM",
    "east timor": "TL",
    "brunei": "BN",
    "palestine": "PS",
    "vatican": "VA",
    "vatican city": "VA",
    "hong kong sar": "HK",
    "macau": "MO",
    "the gambia": "GM",
    "the bahamas": "BS",
    "congo-brazzaville": "CG",
    "congo-kinshasa": "CD",
    "democratic republic of the congo": "CD",
    "micronesia": "FM",
    "st lucia": "LC",
    "st kitts and nevis": "KN",
    "st vincent and the grenadines": "VC",
    "falkland islands": "FK",
    "bosnia": "BA",
    "dr congo": "CD",
    "republic of korea": "KR",
    "korea, south": "KR",
    "saint martin": "MF",
    "sint maarten": "SX",
    "us virgin islands": "VI",
    "british virgin islands": "VG",
    # Not in ISO 3166, which leaves XK to its users; carriers and customs use it.
    "xk": "XK",
    "xkx": "XK",
    "kosovo": "XK",
}
"""Names in use that ISO 3166 does not list."""


@lru_cache(maxsize=4096)
def find_country(text: str) -> str | None:
    """The alpha-2 code of a country, case, accents and points apart; None when it is unknown."""
    return _codes_by_name().get(_key(text))


@cache
def _codes_by_name() -> dict[str, str]:
    codes: dict[str, str] = {}
    for country in pycountry.countries:
        for attribute in ("alpha_2", "alpha_3", "name", "official_name", "common_name"):
            name = getattr(country, attribute, None)
            if name:
                codes[_key(name)] = country.alpha_2
    return codes | _ALIASES


def _key(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name)
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    words = plain.casefold().replace("&", " and ").replace(".", "")
    return re.sub(r"\s+", " ", words).strip()
