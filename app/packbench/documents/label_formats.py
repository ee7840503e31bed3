"""The formats that labels come in: one on a page, and the sheets that they are sold on."""

from collections.abc import Iterable, Mapping

from packbench.documents.label import LabelSize
from packbench.domain.label_sheets import LABEL_SHEETS, LabelSheet

_HIGH_MM = 30.0

_SINGLE = (
    # Type of 48 pt is 17 mm high, its capitals 12 mm.
    LabelSize("100x50", 100, 50, 15, 48, 9, (100, 50)),
    LabelSize("57x32", 57, 32, 10, 11, 7, (57, 32)),
    LabelSize("50x25", 50, 25, 9, 9, 6.5, (50, 25)),
)


def format_of(sheet: LabelSheet) -> LabelSize:
    """How labels are drawn on a sheet: types and bars as large as the height allows."""
    width_mm, height_mm = sheet.size_mm
    bars_mm = min(15.0, max(6.0, 0.4 * height_mm))
    line_pt = 7.0 if height_mm >= _HIGH_MM else 6.0
    return LabelSize(
        *(sheet.name, width_mm, height_mm, bars_mm, 48, line_pt, sheet.page_mm),
        *(sheet.columns, sheet.rows, sheet.pitch_mm[0], sheet.pitch_mm[1], sheet.margin_mm),
    )


SIZES: Mapping[str, LabelSize] = {
    **{one.name: one for one in _SINGLE},
    **{one.name: format_of(one) for one in LABEL_SHEETS},
}
"""The formats by their names: one on a page, and sheets of A4 and Letter."""

_SHEET_NAMES = tuple(one.name for one in LABEL_SHEETS)
PLACE_SIZES = ("100x50", *_SHEET_NAMES)
PRODUCT_SIZES = ("57x32", "50x25", *(name for name in _SHEET_NAMES if name != "2x7"))
"""The formats that labels of places and of products come in, the usual one first."""


def find_format(name: str, own: Iterable[LabelSheet] = ()) -> LabelSize | None:
    """A format by its name, in any case, of the table or of one's own; None where there is none."""
    known = {one.name.casefold(): one for one in SIZES.values()}
    known |= {one.name.casefold(): format_of(one) for one in own}
    return known.get(name.casefold())
