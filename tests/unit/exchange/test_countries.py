"""Countries as people write them."""

import pycountry
import pytest
from babel import Locale

from packbench.exchange.countries import find_country


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("DE", "DE"),
        ("de", "DE"),
        ("DEU", "DE"),
        ("Germany", "DE"),
        ("Federal Republic of Germany", "DE"),
        ("  united   kingdom ", "GB"),
        ("UK", "GB"),
        ("U.S.A.", "US"),
        ("United States of America", "US"),
        ("Czech Republic", "CZ"),
        ("Czechia", "CZ"),
        ("Cote d'Ivoire", "CI"),
        ("Trinidad & Tobago", "TT"),
        ("Hong Kong", "HK"),
        ("United Arab Emirates", "AE"),
        ("Vietnam", "VN"),
        ("South Korea", "KR"),
        ("Kosovo", "XK"),
        ("Great Britain", "GB"),
        ("Großbritannien", "GB"),
        ("United Kingdom (UK)", "GB"),
        ("Deutschland", "DE"),
        ("Deutschland (DE)", "DE"),
        ("Holland", "NL"),
        ("The Netherlands", "NL"),
        ("Netherlands (the)", "NL"),
        ("Korea, Republic of", "KR"),
        ("Österreich", "AT"),
        ("OESTERREICH", "AT"),
        ("Autriche", "AT"),
        ("España", "ES"),
        ("Svizzera", "CH"),
        ("Wielka Brytania", "GB"),
        ("Zjednoczone Królestwo", "GB"),
        ("EE. UU.", "US"),
        ("Congo (DRC)", "CD"),
        ("Democratic Republic of Congo", "CD"),
        ("State of Palestine", "PS"),
        ("Czech Rep.", "CZ"),
        ("Zwitserland", "CH"),
        ("België / Belgique", "BE"),
        ("Germany / France", None),
        ("Austria (Italy)", None),
        ("Côte d’Ivoire", "CI"),
        ("Virgin Islands (U.S.)", "VI"),
        ("Macedonia, the former Yugoslav Republic of", "MK"),
        ("Atlantis", None),
        ("Unspecified", None),
        ("", None),
    ],
)
def test_a_country_is_known_by_its_codes_and_names(text: str, code: str | None) -> None:
    assert find_country(text) == code


def test_every_country_of_the_standard_is_found_by_all_its_names() -> None:
    for country in pycountry.countries:
        for name in (country.alpha_2, country.alpha_3, country.name):
            assert find_country(name) == country.alpha_2


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "it", "pl", "nl"])
def test_every_country_is_understood_in_our_languages(language: str) -> None:
    names = Locale(language).territories
    for country in pycountry.countries:
        assert find_country(names[country.alpha_2]) == country.alpha_2
