"""Countries as people write them."""

import pycountry
import pytest

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
