"""GTINs are kept with 14 digits; other barcodes as they are."""

import pytest

from packbench.exchange.barcodes import stored_barcode


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("4006381333931", "04006381333931"),
        ("036000291452", "00036000291452"),
        ("0036000291452", "00036000291452"),
        ("96385074", "00000096385074"),
        ("10036000291459", "10036000291459"),
        ("4006381333930", None),
        ("036000291453", None),
        ("1234567", "1234567"),
        ("BOX-7", "BOX-7"),
        ("٤٠٠٦٣٨١٣٣٣٩٣١", "٤٠٠٦٣٨١٣٣٣٩٣١"),
    ],
)
def test_a_barcode_is_kept_in_one_form(text: str, stored: str | None) -> None:
    assert stored_barcode(text) == stored
