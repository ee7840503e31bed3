"""Opens lists and forms of master data, also filled in for a piece of advice."""

from dataclasses import replace
from functools import partial

from PySide6.QtWidgets import QWidget

from packbench.engine.bulk import How, Results
from packbench.services.masters.declaration import Master
from packbench.services.masters.kinds import MASTERS as KINDS
from packbench.services.masters.kinds import PRODUCTS, SUPPLIER_PRODUCTS, WAREHOUSES
from packbench.services.masters.reading import Named, Texts, find_records, name_of, read_record
from packbench.services.masters.stocking import stock_product as add_to_warehouse
from packbench.ui.bulk_running import BulkRunner
from packbench.ui.masters.forms import FormOpening, form_of, read_opening, removal, switching
from packbench.ui.masters.listing import MastersDialog
from packbench.ui.masters.picture import PictureField
from packbench.ui.parts.bulk.spec import Bulk, DialogField, FieldKind, Values, Words
from packbench.ui.parts.widgets.filter_groups import Choice
from packbench.ui.rule_history import show_rule_history
from packbench.ui.workplace import Workplace
from packbench.words.language import tr

_ALL = "*"


def open_masters(place: Workplace, name: str, text: str = "") -> MastersDialog:
    """Opens the list of a kind, narrowed to a text where one is given."""
    master = KINDS[name]
    dialog = MastersDialog(place, master, text)
    bulk = BulkRunner(place)

    def ask(made: Bulk) -> None:
        bulk.ask(made, dialog)

    dialog.wanted.connect(lambda named: open_record(place, master, named, over=dialog))
    dialog.unwanted.connect(lambda records: ask(removal(place.context, master, records)))
    dialog.switched.connect(
        lambda records, on: ask(switching(place.context, master, records, on=on))
    )
    dialog.terms_wanted.connect(lambda code: open_masters(place, SUPPLIER_PRODUCTS.name, code))
    dialog.history_wanted.connect(
        lambda channel, sku: show_rule_history(place, channel, sku, dialog)
    )
    dialog.open()
    return dialog


def open_record(
    place: Workplace,
    master: Master,
    named: Named | None,
    *,
    filled: Texts | None = None,
    over: QWidget | None = None,
    begins_at: str = "",
) -> None:
    """Opens the form of a record, or of a new one; `filled` stands in it instead of what is.

    `begins_at` is the field that gets the keyboard.
    """
    context, desk = place.context, place.desk

    def ask(opening: FormOpening) -> None:
        made = replace(form_of(context, opening), begins_at=begins_at)
        if master is PRODUCTS:
            sku = name_of(named) if named else ""
            made = replace(made, beside=partial(PictureField, place, sku))
        BulkRunner(place).ask(made, over)

    desk.runner.read(
        "masters.form",
        lambda: read_opening(context, master, named, filled),
        ask,
        owner=over or desk.window,
    )


def edit_warehouse(place: Workplace, code: str, *, country: str = "") -> None:
    """Opens the form of a warehouse, with one more country in its list where one is given."""
    context = place.context

    def read() -> FormOpening:
        before = read_record(context, WAREHOUSES, [code])["countries"]
        known = [one for one in before.split(";") if one]
        wanted = known if not country or _ALL in known or country in known else [*known, country]
        filled = {"countries": ";".join(wanted)}
        return read_opening(context, WAREHOUSES, [code], filled)

    def ask(opening: FormOpening) -> None:
        BulkRunner(place).ask(form_of(context, opening))

    place.desk.runner.read("masters.form", read, ask, owner=place.desk.window)


def show_product(place: Workplace, sku: str, field: str = "") -> None:
    """Opens the form of a product, with the keyboard in one of its fields."""
    open_record(place, PRODUCTS, [sku], begins_at=field)


def stock_product(place: Workplace, sku: str = "", warehouse: str = "") -> None:
    """Asks to which warehouse a product is added, with what is known filled in."""
    context, desk = place.context, place.desk

    def read() -> list[str]:
        return [one["code"] for one in find_records(context, WAREHOUSES)]

    desk.runner.read(
        "masters.stock",
        read,
        lambda codes: BulkRunner(place).ask(_stocking(place, codes, sku, warehouse)),
        owner=desk.window,
    )


def _stocking(place: Workplace, codes: list[str], sku: str, warehouse: str) -> Bulk:
    fields = (
        DialogField(
            "sku",
            tr("&SKU"),
            value=sku,
            hint=tr("Scan or type it"),
            needed=tr("Scan or type the product."),
            scanned=True,
        ),
        DialogField(
            "warehouse",
            tr("&Warehouse"),
            FieldKind.CHOICE,
            warehouse or (codes[0] if codes else ""),
            tuple(Choice(code, code) for code in codes),
            needed=tr("Choose the warehouse."),
        ),
    )
    words = Words(
        tr("Add a product to a warehouse"),
        tr("It is stocked there from then on, with nothing on hand until some is received."),
        button=lambda _: tr("Add it"),
        doing=tr("Adding the product…"),
        done=lambda _: tr("The product was added to the warehouse."),
    )
    return Bulk(words, fields, partial(_stock, place), 1, tr("Product"))


def _stock(place: Workplace, values: Values, how: How) -> Results:
    sku, warehouse = str(values["sku"]), str(values["warehouse"])
    return add_to_warehouse(place.context, sku, warehouse, how=how)
