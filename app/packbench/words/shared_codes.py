"""What is told of a code that two things have."""

from collections.abc import Mapping

from packbench.domain.codes import CodeUse
from packbench.words.language import mark

SHARED: Mapping[tuple[str, str], str] = {
    (CodeUse.PRODUCT, CodeUse.BARCODE): mark(
        "{code} is a product and a barcode: a scan asks which is meant."
    ),
    (CodeUse.PRODUCT, CodeUse.ORDER): mark(
        "{code} is a product and an order: a scan asks which is meant."
    ),
    (CodeUse.PRODUCT, CodeUse.PURCHASE_ORDER): mark(
        "{code} is a product and a purchase order: a scan asks which is meant."
    ),
    (CodeUse.PRODUCT, CodeUse.BIN): mark(
        "{code} is a product and a bin: a scan asks which is meant."
    ),
    (CodeUse.BARCODE, CodeUse.ORDER): mark(
        "{code} is a barcode and an order: a scan asks which is meant."
    ),
    (CodeUse.BARCODE, CodeUse.PURCHASE_ORDER): mark(
        "{code} is a barcode and a purchase order: a scan asks which is meant."
    ),
    (CodeUse.BARCODE, CodeUse.BIN): mark(
        "{code} is a barcode and a bin: a scan asks which is meant."
    ),
    (CodeUse.ORDER, CodeUse.PURCHASE_ORDER): mark(
        "{code} is an order and a purchase order: a scan asks which is meant."
    ),
    (CodeUse.ORDER, CodeUse.BIN): mark("{code} is an order and a bin: a scan asks which is meant."),
    (CodeUse.PURCHASE_ORDER, CodeUse.BIN): mark(
        "{code} is a purchase order and a bin: a scan asks which is meant."
    ),
}
"""What is told of a code by the two things that it is."""
