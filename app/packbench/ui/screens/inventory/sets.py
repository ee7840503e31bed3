"""The dialog in which sets are put together of a kit's components, or taken apart."""

from collections.abc import Mapping

from PySide6.QtCore import QLocale

from packbench.domain.quantities import MOST_UNITS
from packbench.engine.bulk import How, Results
from packbench.engine.command.context import Context
from packbench.services.stock.sets import SetWork, work_on_sets
from packbench.ui.parts.bulk.spec import (
    Bulk,
    DialogField,
    FieldKind,
    Holds,
    Values,
    Words,
    literal,
)
from packbench.ui.parts.widgets.filter_groups import Choice
from packbench.ui.screens.inventory.acts import Begin, bulk_beginning
from packbench.words.language import mark, tr

_TOGETHER, _APART = "together", "apart"
_BUTTONS: Mapping[bool, str] = {
    False: mark("Put {units} together"),
    True: mark("Take {units} apart"),
}
_DONE: Mapping[bool, str] = {
    False: mark("{units} of {sku} put together at {warehouse}."),
    True: mark("{units} of {sku} taken apart at {warehouse}."),
}


def sets_of(context: Context, begin: Begin) -> Bulk:
    """Puts sets together or takes them apart, with what it would do beside the fields."""
    told: list[str] = []

    def do(values: Values, how: How) -> Results:
        work = _work(values)
        results = work_on_sets(context, work, how=how)
        shown = {"units": QLocale().toString(work.quantity), "sku": work.sku}
        told[:] = [tr(_DONE[work.apart]).format(warehouse=work.warehouse, **shown)]
        return results

    def worded(_: int, values: Values) -> str:
        units = QLocale().toString(int(values["quantity"]))
        return tr(_BUTTONS[values["what"] == _APART]).format(units=units)

    words = Words(
        tr("Sets of a kit"),
        tr(
            "The kit tells the components of one set. Only units that nobody is promised are taken,"
            " those that expire first before others."
        ),
        lambda _: "",
        tr("Changing stock…"),
        lambda _: literal(told[0]) if told else "",
    )
    bulk = Bulk(words, _fields(begin), do, 0, tr("What"), worded=worded, tried_at_once=True)
    return bulk_beginning(bulk, "kit")


def _work(values: Values) -> SetWork:
    def text(key: str) -> str | None:
        return str(values.get(key) or "").strip() or None

    return SetWork(
        str(values["warehouse"]),
        str(values["kit"]),
        str(values["sku"]),
        int(values["quantity"]),
        text("location"),
        text("lot"),
        apart=values["what"] == _APART,
    )


def _fields(begin: Begin) -> tuple[DialogField, ...]:
    ways = (Choice(_TOGETHER, tr("Put together")), Choice(_APART, tr("Take apart")))
    places = tuple(Choice(code, code) for code in begin.warehouses)
    needed = tr("Choose the warehouse.")
    return (
        DialogField("what", tr("&What"), FieldKind.CHOICE, _TOGETHER, ways),
        DialogField(
            *("warehouse", tr("&Warehouse"), FieldKind.CHOICE, begin.warehouse, places),
            needed=needed,
        ),
        DialogField(
            *("kit", tr("&Kit")),
            hint=tr("its components make a set"),
            needed=tr("Type or scan the kit."),
            scanned=True,
        ),
        DialogField(
            *("sku", tr("&SKU of the sets"), FieldKind.TEXT, begin.sku),
            hint=tr("under which they lie in stock"),
            needed=tr("Type the SKU under which the sets lie in stock."),
        ),
        DialogField(
            *("quantity", tr("S&ets"), FieldKind.NUMBER, 1),
            holds=Holds.UNITS,
            least=1,
            most=MOST_UNITS,
        ),
        DialogField("location", tr("&To bin"), hint=tr("empty: the floor"), holds=Holds.BIN),
        DialogField("lot", tr("&Lot of the sets"), hint=tr("empty: any"), holds=Holds.LOT),
    )
