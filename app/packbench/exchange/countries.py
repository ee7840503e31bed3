"""Countries as people and shops write them.

ISO 3166 codes and English names (pycountry), the names that CLDR has in the languages of our users
(Babel), and what shops and carriers write besides.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

_LANGUAGES = ("en", "de", "fr", "es", "it", "pl", "nl")
_KOSOVO = "XK"
"""Not in ISO 3166, which leaves the code to its users; carriers, customs and CLDR have it."""
_ALIASES = {
    "AE": ("UAE",),
    "AZ": ("Azerbaijan Republic",),
    "BA": ("Bosnia", "Bosnia-Herzegovina", "Bosnien", "Bosnia ed Erzegovina"),
    "BN": ("Brunei",),
    "BS": ("The Bahamas",),
    "BY": ("Weißrussland", "Biélorussie", "Bielorrusia", "Bielorussia", "Wit-Rusland"),
    "CD": (
        *("DR Congo", "Democratic Republic of the Congo", "Congo, Democratic Republic of the"),
        *("Congo-Kinshasa", "Congo (Kinshasa)", "Zaire"),
        *("Democratic Republic of Congo", "Congo (DRC)", "DRC", "Congo, Democratic Republic"),
    ),
    "CG": (
        *("Republic of the Congo", "Congo, Republic of the", "Congo-Brazzaville"),
        "Congo (Brazzaville)",
    ),
    "CH": ("Swiss", "Helvetia"),
    "CI": ("Ivory Coast", "Cote d Ivoire (Ivory Coast)"),
    "CN": ("PR China", "P.R. China", "Mainland China", "Volksrepublik China"),
    "CV": ("Cape Verde", "Cape Verde Islands"),
    "CZ": (
        *(
            "Czech Republic",
            "Czech Rep.",
            "Tschechische Republik",
            "République tchèque",
            "República Checa",
        ),
        *("Repubblica Ceca", "Republika Czeska", "Tsjechische Republiek", "Česko"),
        "Česká republika",
    ),
    "DE": ("Federal Republic of Germany", "Bundesrepublik Deutschland", "BRD"),
    "DK": ("Danmark",),
    "ES": ("Spain (Peninsula)",),
    "FI": ("Suomi",),
    "FK": ("Falkland Islands", "Falkland Islands (Islas Malvinas)"),
    "FM": ("Micronesia",),
    "GA": ("Gabon Republic",),
    "GB": (
        *("UK", "Great Britain", "Britain", "England", "Scotland", "Wales", "Northern Ireland"),
        *("United Kingdom (Great Britain)", "Großbritannien", "Grossbritannien", "Schottland"),
        *("Grande-Bretagne", "Angleterre", "Écosse", "Gran Bretaña", "Inglaterra", "Escocia"),
        *(
            "Gran Bretagna",
            "Inghilterra",
            "Scozia",
            "Wielka Brytania",
            "Zjednoczone Królestwo",
            "Anglia",
            "Szkocja",
        ),
        *("Groot-Brittannië", "Engeland", "Schotland", "Verenigd Koninkrijk (VK)"),
        "United Kingdom of Great Britain",
    ),
    "GM": ("The Gambia",),
    "GR": ("Hellas", "Ελλάδα", "Hellenic Republic", "EL"),
    "HK": ("Hong Kong SAR", "Hongkong"),
    "HR": ("Hrvatska", "Croatia, Republic of", "Croatia (Hrvatska)"),
    "HU": ("Magyarország",),
    "IE": ("Republic of Ireland", "Eire", "Ireland, Republic of", "Ireland (Republic)"),
    "KN": ("St Kitts and Nevis", "Saint Kitts-Nevis"),
    "KP": ("North Korea", "Nordkorea", "Korea, North"),
    "KR": (
        *("South Korea", "Korea", "Republic of Korea", "Korea, South", "Südkorea"),
        *("Korea (South)", "Korea, Republic", "Corea", "Corée"),
    ),
    "LA": ("Lao PDR",),
    "LC": ("St Lucia",),
    "LV": ("Latvija",),
    "LT": ("Lietuva",),
    "EE": ("Eesti",),
    "MD": ("Moldavia", "Moldau"),
    "MF": ("Saint Martin", "Saint Martin (French part)"),
    "MK": (
        "Macedonia, the former Yugoslav Republic of",
        "Macedonia",
        "FYROM",
        "Mazedonien",
        "Macédoine",
        "Macedonië",
    ),
    "MM": ("Burma", "Birma"),
    "MO": ("Macau",),
    "NL": (
        *("Holland", "The Netherlands", "Hollande", "Holanda", "Olanda"),
        *("Holandia", "Nederland (Holland)", "Niederlande (Holland)"),
    ),
    "NO": ("Norge", "Noreg"),
    "PL": ("Polska (Poland)",),
    "PS": ("Palestine", "Palestinian Territory", "State of Palestine"),
    "PT": ("Portugal (Continental)",),
    "PW": ("Belau",),
    "RO": ("România",),
    "RU": ("Russia", "Russian Federation", "Russische Föderation", "Россия"),
    "RS": ("Srbija",),
    "SE": ("Sverige",),
    "SI": ("Slovenija",),
    "SK": ("Slovak Republic", "Slovensko", "Slowakische Republik"),
    "SX": ("Sint Maarten", "Saint Martin (Dutch part)"),
    "SZ": ("Swaziland", "Swasiland"),
    "TL": ("East Timor",),
    "TR": ("Turkey", "Türkiye", "Turkiye"),
    "TW": ("Taiwan ROC", "Taiwan, ROC", "Republic of China"),
    "UA": ("Україна",),
    "US": (
        *("USA", "United States of America", "America", "The United States", "U.S.A."),
        *(
            "Vereinigte Staaten von Amerika",
            "Amerika",
            "États-Unis d'Amérique",
            "EE.UU.",
            "EE. UU.",
            "EEUU",
        ),
        *("Estados Unidos de América", "Stati Uniti d'America", "Stany Zjednoczone Ameryki"),
        *("Verenigde Staten van Amerika", "VS", "V.S.", "APO/FPO"),
    ),
    "VA": ("Vatican", "Vatican City", "Vatican City State"),
    "VC": ("St Vincent and the Grenadines",),
    "VG": ("British Virgin Islands", "Virgin Islands (British)"),
    "VI": ("US Virgin Islands", "Virgin Islands (U.S.)", "Virgin Islands (US)"),
    "WS": ("Western Samoa",),
    _KOSOVO: ("Kosovo", "XKX", "Kosova"),
}
"""Names in use that neither ISO 3166 nor CLDR lists, and those of which only one meaning is."""

_UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}
_ASIDE = re.compile(r"\s*\(([^()]*)\)\s*$")
_ARTICLE = re.compile(r"^(the|die|der|les?|la|il|los|las|de|het) ")


@lru_cache(maxsize=4096)
def find_country(text: str) -> str | None:
    """The alpha-2 code of a country; None when it is unknown.

    Case, accents, points, dashes and articles don't count, nor does what a shop adds in brackets:
    its code ("United Kingdom (UK)") or an article ("Netherlands (the)").
    """
    codes = _codes_by_name()
    return next((codes[key] for key in _keys(text) if key in codes), None)


def _keys(text: str) -> Iterator[str]:
    """The forms in which a country's name is looked up, the nearest first."""
    key = _key(text)
    yield key
    yield _ARTICLE.sub("", key)
    parts = {_codes_by_name().get(_key(part)) for part in text.split("/")}
    if len(parts) == 1:  # België / Belgique
        yield _key(text.split("/", maxsplit=1)[0])
    aside = _ASIDE.search(text)
    if aside and _is_same_country(text[: aside.start()], aside[1]):
        yield _key(text[: aside.start()])


def _is_same_country(name: str, aside: str) -> bool:
    """Whether what stands in brackets only says the name again: a code, an article, a language."""
    codes = _codes_by_name()
    told, named = codes.get(_key(aside)), codes.get(_key(name))
    return named is not None and (told == named or _ARTICLE.match(f"{_key(aside)} ") is not None)


@cache
def _codes_by_name() -> dict[str, str]:
    """Codes by the keys of names; a name that two countries have in two languages is nobody's."""
    import pycountry  # noqa: PLC0415 - looks through what is installed: a start need not wait
    from babel import Locale  # noqa: PLC0415 - the same

    known = {country.alpha_2 for country in pycountry.countries} | {_KOSOVO}
    codes: dict[str, str] = {}
    shared: set[str] = set()
    for language in _LANGUAGES:
        names = Locale(language).territories.items()
        for code, name in names:
            keys = {_key(name), _key(_spelled_out(name))} if code in known else set()
            shared |= {key for key in keys if codes.setdefault(key, code) != code}
    for key in shared:
        del codes[key]
    codes |= _keyed((one.alpha_2, _iso_names(one)) for one in pycountry.countries)
    return codes | _keyed([*_ALIASES.items(), (_KOSOVO, (_KOSOVO,))])


def _iso_names(country: object) -> list[str]:
    attributes = ("alpha_2", "alpha_3", "name", "official_name", "common_name")
    return [name for one in attributes if (name := getattr(country, one, None))]


def _keyed(named: Iterable[tuple[str, Iterable[str]]]) -> dict[str, str]:
    return {_key(name): code for code, names in named for name in names}


def _spelled_out(name: str) -> str:
    """A German name as keyboards without umlauts write it: Oesterreich."""
    return "".join(_UMLAUTS.get(letter, letter) for letter in name)


def _key(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.replace("’", "'").replace("ł", "l"))
    plain = "".join(one for one in letters if unicodedata.category(one) not in {"Mn", "Cf"})
    words = plain.casefold().replace("&", " and ").replace(".", "")
    words = re.sub(r"^saint ", "st ", re.sub(r"[-–'/\s]+", " ", words).strip())
    return re.sub(r"\s+", " ", words).strip()
