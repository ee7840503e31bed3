"""The commands that open the lists of master data; the lists load when the first is run."""

from collections.abc import Mapping
from functools import partial

from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.spec import CommandSpec
from packbench.ui.workplace import Workplace
from packbench.words.language import tr
from packbench.words.masters import MASTERS

_OPENED: Mapping[CommandId, tuple[str, str]] = {
    CommandId.MASTER_PRODUCTS: ("products", "package"),
    CommandId.MASTER_WAREHOUSES: ("warehouses", "warehouse"),
    CommandId.MASTER_LOCATIONS: ("locations", "boxes"),
    CommandId.MASTER_PICK_BINS: ("pick-bins", "boxes"),
    CommandId.MASTER_SUPPLIERS: ("suppliers", "truck"),
    CommandId.MASTER_TERMS: ("supplier-products", "truck"),
    CommandId.MASTER_RULES: ("reorder-rules", "truck"),
    CommandId.CHANNELS: ("channels", "sliders-horizontal"),
    CommandId.MASTER_CHANNEL_RULES: ("channel-rules", "sliders-horizontal"),
    CommandId.SHIPPING_METHODS: ("shipping-methods", "sliders-horizontal"),
    CommandId.MASTER_OPERATORS: ("operators", "user"),
    CommandId.MASTER_FIELDS: ("fields", "tag"),
}


_KEYS: Mapping[CommandId, str] = {CommandId.SHIPPING_METHODS: "Ctrl+Shift+F1"}


def master_commands(place: Workplace) -> list[CommandSpec]:
    """A command for each kind, and those that advice opens; they can be run on every tab."""
    lists = [
        CommandSpec(
            id_,
            tr(MASTERS[name].menu).replace("&", ""),
            partial(_open, place, name),
            icon,
            _KEYS.get(id_, ""),
            tr(MASTERS[name].tip),
            lambda context: context.online,
        )
        for id_, (name, icon) in _OPENED.items()
    ]
    stock = CommandSpec(
        CommandId.STOCK_PRODUCT,
        tr("Add a product to a warehouse…"),
        partial(_stock, place),
        "package-plus",
        "",
        tr("From then on it is stocked there, at a quantity of 0"),
        lambda context: context.online,
    )
    edit = CommandSpec(
        CommandId.EDIT_WAREHOUSE,
        tr("Change the warehouse at hand…"),
        partial(_edit, place),
        "warehouse",
        "",
        tr("The form of the warehouse that is chosen above: countries, rank, address"),
        lambda context: context.online,
    )
    return [*lists, stock, edit]


def _open(place: Workplace, name: str) -> None:
    from packbench.ui.masters.opening import open_masters  # noqa: PLC0415 - see Office

    open_masters(place, name)


def _edit(place: Workplace) -> None:
    from packbench.ui.masters.opening import edit_warehouse, open_masters  # noqa: PLC0415 - the same

    filled = place.desk.window.registry.filled
    chosen = str(filled.get("warehouse") or place.desk.window.top_bar.warehouse)
    if chosen:
        edit_warehouse(place, chosen, country=str(filled.get("country", "")))
    else:
        open_masters(place, "warehouses")


def _stock(place: Workplace) -> None:
    from packbench.ui.masters.opening import stock_product  # noqa: PLC0415 - see Office

    filled = place.desk.window.registry.filled
    stock_product(place, str(filled.get("sku", "")), str(filled.get("warehouse", "")))
