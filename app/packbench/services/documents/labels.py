"""Labels of bins, totes, carts, products and badges, and the control sheet: as PDF or as ZPL."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from packbench.db.queries.records.labels import (
    LabelledBin,
    LabelledProduct,
    bins_to_label,
    operators_to_label,
    products_to_label,
)
from packbench.db.queries.records.lookups import find_warehouse
from packbench.db.queries.records.settings import read_setting
from packbench.documents.barcodes import code128, code_symbol, product_symbol
from packbench.documents.control_sheet import control_labels, render_control_sheet
from packbench.documents.label import Label, LabelSize
from packbench.documents.label_formats import find_format
from packbench.documents.label_sheet import OnLabels, render_labels
from packbench.documents.place_labels import cart_labels as one_cart
from packbench.documents.place_labels import tote_label, tried_label
from packbench.documents.zpl import render_zpl
from packbench.domain.codes import OwnKind, own_code
from packbench.domain.label_sheets import LabelSheet, read_label_sheets
from packbench.domain.outcomes import Said
from packbench.domain.printers import PrintForm, PrintKind
from packbench.domain.queue import natural_key
from packbench.domain.refusals import Code, Refusal
from packbench.domain.slots import slot_label
from packbench.domain.unprintable import Unprintable
from packbench.engine.command.context import Context
from packbench.services.documents.printing import printed_at
from packbench.services.documents.writing import Writing
from packbench.services.printers.sending import Printable
from packbench.services.unprintable import Letters
from packbench.settings import LABEL_SHEETS

MOST_LABELS = 10_000


@dataclass(frozen=True, slots=True)
class LabelForm:
    """How labels are made: their size, PDF or ZPL, how many of each, places used on the sheet."""

    size: str
    form: PrintForm = PrintForm.PDF
    copies: int = 1
    used: int = 0
    force: bool = False


@dataclass(frozen=True, slots=True)
class LabelFile:
    """Finished labels, with what could not be put on them.

    `without_barcode` are the headings of labels that have no room for their barcode.
    """

    printable: Printable
    pages: int
    labels: int
    unprintable: list[Unprintable] = field(default_factory=list)
    without_barcode: list[str] = field(default_factory=list)

    @property
    def file_name(self) -> str:
        """A name for its file."""
        ending = "pdf" if self.printable.form is PrintForm.PDF else "zpl"
        return f"{self.printable.title}.{ending}"


@dataclass(frozen=True, slots=True)
class BinSelection:
    """Which bins: by their codes, from one to another as people count, of a zone, of a warehouse.

    `last` includes what lies below it: A-01 all of A-01-02, and none of A-010.
    """

    codes: Sequence[str] = ()
    warehouse: str | None = None
    first: str | None = None
    last: str | None = None
    zone: str | None = None

    def has(self, code: str) -> bool:
        """Whether a code lies in the range."""
        key = natural_key(code.upper())
        if self.first is not None and key < natural_key(self.first.upper()):
            return False
        if self.last is None:
            return True
        whole, begin = code.upper(), self.last.upper()
        lies_below = whole.startswith(begin) and not whole[len(begin) : len(begin) + 1].isalnum()
        return lies_below or key <= natural_key(begin)


def bin_labels(context: Context, wanted: BinSelection, form: LabelForm) -> LabelFile:
    """Labels of bins; refuses `not_found` and `nothing_to_do` where no bin is meant.

    A label carries the bin's own barcode, or our code of it where that has no room or is missing.
    """
    with context.database.read.connect() as connection:
        place = find_warehouse(connection, wanted.warehouse) if wanted.warehouse else None
        found = bins_to_label(connection, place.id if place else None, wanted.codes, wanted.zone)
    labels = [_bin_label(one) for one in found if wanted.has(one.code)]
    return _made(context, PrintKind.LABELS, "bin-labels", labels, form)


def _bin_label(one: LabelledBin) -> Label:
    own = code_symbol(one.barcode) if one.barcode else None
    ours = code128(own_code(OwnKind.LOCATION, one.id))
    below = " · ".join(filter(None, (one.warehouse, one.zone)))
    return Label(one.code, (own, ours) if own else (ours,), (below,))


def product_labels(context: Context, skus: Sequence[str], form: LabelForm) -> LabelFile:
    """Labels of products: name, SKU, and EAN, UPC or Code 128. Refuses `not_found`."""
    with context.database.read.connect() as connection:
        found = products_to_label(connection, skus)
    labels = [_product_label(one) for one in found]
    return _made(context, PrintKind.PRODUCT_LABELS, "product-labels", labels, form)


def _product_label(one: LabelledProduct) -> Label:
    symbols = (product_symbol(one.barcode or "", one.sku), code_symbol(one.sku))
    known = tuple(symbol for symbol in symbols if symbol is not None)
    digits = known[0].text if known and known[0].text != one.sku else ""
    return Label(one.name, known, tuple(filter(None, (digits, one.sku))))


def received_labels(context: Context, units: Mapping[str, int], form: LabelForm) -> LabelFile:
    """A label for each unit of products, by SKU; refuses more than a station prints at once."""
    with context.database.read.connect() as connection:
        found = products_to_label(connection, list(units))
    labels = [_product_label(one) for one in found for _ in range(units[one.sku])]
    return _made(context, PrintKind.PRODUCT_LABELS, "received-labels", labels, form)


def tote_labels(context: Context, first: int, last: int, form: LabelForm) -> LabelFile:
    """Labels of totes by their numbers."""
    language = printed_at(context).language
    labels = [tote_label(number, language) for number in range(first, last + 1)]
    return _made(context, PrintKind.LABELS, "tote-labels", labels, form)


def cart_labels(context: Context, first: int, last: int, slots: int, form: LabelForm) -> LabelFile:
    """Labels of carts by their numbers, and of each one's slots."""
    language = printed_at(context).language
    letters = [slot_label(slot) for slot in range(1, slots + 1)]
    labels = [
        label for number in range(first, last + 1) for label in one_cart(number, letters, language)
    ]
    return _made(context, PrintKind.LABELS, "cart-labels", labels, form)


def badge_labels(context: Context, names: Collection[str], form: LabelForm) -> LabelFile:
    """Badges of operators by their names, or of all; refuses `not_found`."""
    with context.database.read.connect() as connection:
        found = operators_to_label(connection, names)
    labels = [
        Label(name, (code128(own_code(OwnKind.OPERATOR, number)),), ("Packbench",))
        for number, name in found
    ]
    return _made(context, PrintKind.LABELS, "badges", labels, form)


def control_sheet(context: Context, form: LabelForm) -> LabelFile:
    """The codes that are scanned instead of typed: a sheet, or as ZPL a label for each."""
    printed = printed_at(context)
    if form.form is not PrintForm.PDF:
        labels = control_labels(printed.language)
        return _made(context, PrintKind.CONTROL_SHEET, "control-sheet", labels, form)
    pdf, pages, count = render_control_sheet(printed)
    grid = printed.paper.grid
    page_mm = (grid.paper_width_mm, grid.paper_height_mm)
    printable = Printable(PrintKind.CONTROL_SHEET, "control-sheet", pdf, form.form, page_mm)
    return LabelFile(printable, pages, count)


def trial_label(context: Context, form: PrintForm) -> Printable:
    """A label by which a label printer is tried."""
    label = tried_label(context.station, printed_at(context).language)
    made = _made(context, PrintKind.TEST_PAGE, "test-label", [label], LabelForm("57x32", form))
    return made.printable


def write_document(context: Context, made: Printable, target: Path, *, force: bool) -> Path:
    """Writes what could be printed to a file, or into a folder; refuses what `Output` does."""
    ending = "pdf" if made.form is PrintForm.PDF else "zpl"
    return Writing(context, target, force).write(f"{made.title}.{ending}", made.data)


def write_labels(context: Context, made: LabelFile, target: Path, *, force: bool) -> Path:
    """Writes labels to a file, or into a folder; refuses what `Output` does."""
    return write_document(context, made.printable, target, force=force)


def _made(
    context: Context, kind: PrintKind, title: str, labels: Sequence[Label], form: LabelForm
) -> LabelFile:
    """Draws labels; refuses none at all, too many, and letters that are on no printer."""
    copies = [label for label in labels for _ in range(form.copies)]
    if not copies:
        raise Refusal(Code.NOTHING_TO_DO, why=Said.NO_LABEL_CHOSEN)
    if len(copies) > MOST_LABELS:
        raise Refusal(Code.TOO_MANY, why=Said.TOO_MANY_LABELS, count=len(copies), most=MOST_LABELS)
    letters, bare = Letters(), list[str]()
    hears = OnLabels(letters.note, _once(bare))
    size = _size_of(context, form.size)
    data, pages = _drawn(copies, size, title, form, hears)
    if not form.force:
        letters.refuse()
    printable = Printable(kind, title, data, form.form, size.page_mm)
    return LabelFile(printable, pages, len(copies), letters.found, bare)


def own_sheets(context: Context) -> list[LabelSheet]:
    """The company's own label sheets."""
    with context.database.read.connect() as connection:
        return list(read_label_sheets(read_setting(connection, LABEL_SHEETS)).values())


def _size_of(context: Context, name: str) -> LabelSize:
    """The format of that name; refuses one that there is not (`not_found`)."""
    found = find_format(name) or find_format(name, own_sheets(context))
    if found is None:
        raise Refusal(Code.NOT_FOUND, kind="label format", name=name)
    return found


def _once(heard: list[str]) -> Callable[[str], None]:
    def hear(heading: str) -> None:
        if heading not in heard:
            heard.append(heading)

    return hear


def _drawn(
    labels: Sequence[Label], size: LabelSize, title: str, form: LabelForm, hears: OnLabels
) -> tuple[bytes, int]:
    dpi = form.form.dpi
    if dpi is not None:
        return render_zpl(labels, size, dpi, hears), len(labels)
    pages = -(-(len(labels) + form.used % size.a_page) // size.a_page)
    return render_labels(labels, size, title, hears, form.used), pages
