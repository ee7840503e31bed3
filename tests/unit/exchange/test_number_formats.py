"""What a spreadsheet shows for a number."""

import pytest

from packbench.exchange.number_formats import is_scaled, shown_number


@pytest.mark.parametrize(
    ("number", "code", "shown"),
    [
        (1067, "00000", "01067"),
        (1067, '"D-"00000', "D-01067"),
        (8010, '[$-C07]"A-"0000', "A-8010"),
        (123456789, "00000\\-0000", "12345-6789"),
        (5551234, "[<=9999999]###\\-####;\\(###\\) ###\\-####", "555-1234"),
        (5555551234, "[<=9999999]###\\-####;\\(###\\) ###\\-####", "(555) 555-1234"),
        (1.1, "0.00", "1.10"),
        (1.5, "0.0#", "1.5"),
        (1067.6, "0", "1068"),
        (1234567, "#,##0", "1234567"),
        (-5, "0000", "-0005"),
        (-5, "0;(0)", "(5)"),
        (0, '0;-0;"none"', "none"),
        (12, '0 "St"', "12 St"),
        (12.5, "_-* #,##0.00\\ [$€-407]_-", "12.50 €"),
        (0.5, "0%", "50%"),
        (12, "[Red]0", "12"),
        (5000, "0,", None),
        (0.5, "# ?/?", None),
        (4006381333931, "0.00E+00", None),
    ],
)
def test_a_number_is_shown_as_the_sheet_shows_it(
    number: float, code: str, shown: str | None
) -> None:
    assert shown_number(number, code) == shown


@pytest.mark.parametrize(
    ("code", "scaled"), [("0%", True), ("0,", True), ("#,##0", False), ("00000", False)]
)
def test_formats_that_show_another_amount_are_known(code: str, scaled: bool) -> None:
    assert is_scaled(code) is scaled
