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
        ("04252614", "00042100005264"),  # UPC-E
        ("01234565", "00012345000065"),  # UPC-E whose digits are a right GTIN-8 as well
        ("0 425261 4", "00042100005264"),
        ("4 006381 333931", "04006381333931"),
        ("4006381-333931", "04006381333931"),
        ("978-3-16-148410-0", "09783161484100"),
        ("978-3-16-148410-1", None),
        ("4 006381 333932", None),
        ("12-345678", "12-345678"),
        ("123-456-789-013", "123-456-789-013"),
        ("BOX 7 8", "BOX 7 8"),
        ("٤٠٠٦٣٨١٣٣٣٩٣١", "٤٠٠٦٣٨١٣٣٣٩٣١"),
    ],
)
def test_a_barcode_is_kept_in_one_form(text: str, stored: str | None) -> None:
    assert stored_barcode(text) == stored


@pytest.mark.parametrize(
    ("upc_e", "upc_a"),
    [
        ("01201303", "012000000133"),
        ("01234514", "012100003454"),
        ("01234531", "012300000451"),
        ("01234543", "012340000053"),
        ("01234558", "012345000058"),
    ],
)
def test_a_upc_e_is_the_upc_a_that_it_stands_for(upc_e: str, upc_a: str) -> None:
    assert stored_barcode(upc_e) == stored_barcode(upc_a) == f"00{upc_a}"
