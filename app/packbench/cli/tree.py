"""Which command stands in which module; of a command line only what it calls is loaded.

Each command brings the services that it needs. To load those of all takes longer than most commands
work, and is left to whoever asks for the help of the whole.
"""

from collections.abc import Collection, Sequence
from importlib import import_module

import typer
from typer._click import Command  # the library's own base; it exports no other name

GROUPS = {
    "db": ("database", "The database as a whole."),
    "orders": ("orders", "Look at orders and change them."),
    "mappings": ("mappings", "Mappings of columns that are kept for files of one layout."),
    "customers": ("customers", "Who ordered what."),
    "channels": ("channels", "Where orders come from, and what is said of them."),
    "rules": ("rules", "What is done by itself to orders that come in, are paid, or wait."),
    "backorders": ("back_orders", "The waiting room."),
    "products": ("products", "Products: their values, codes, kits, what customs are told."),
    "warehouses": ("warehouses", "Warehouses: where goods ship from, and to which countries."),
    "locations": ("locations", "The bins of warehouses."),
    "pick-bins": ("pick_bins", "Bins that a product is picked from, with minimum and maximum."),
    "replenish": ("replenish", "Fill the pick bins out of reserve; which bins are better."),
    "suppliers": ("suppliers", "Who sells to us."),
    "supplier-products": ("supplier_products", "What suppliers call and ask for products."),
    "reorder-rules": ("reorder_rules", "When products are bought again."),
    "operators": ("operators", "Who works at the stations."),
    "fields": ("fields", "Fields that you define yourself, of orders and of products."),
    "stock": ("stock", "Stock by warehouse and SKU."),
    "transfers": ("transfers", "Goods on their way between warehouses."),
    "counts": ("counts", "Count sheets: made, counted, posted."),
    "lots": ("lots", "Lots and serial numbers: what expires, where it came from and went."),
    "pick": ("picking", "Waves and pick lists."),
    "boxes": ("boxes", "Boxes that parcels are packed in."),
    "pack": ("packing", "The packing bench: open, scan, close."),
    "shipments": ("shipments", "What was shipped, and what is to be."),
    "shipping": ("shipping", "Shipping methods, manifests, tracking numbers."),
    "documents": ("documents", "Write PDFs."),
    "slips": ("slips", "How packing slips and gift slips look, by channel."),
    "settings": ("settings", "What all stations share."),
    "views": ("views", "Saved views of the window's lists."),
    "station": ("station", "This station, and where it stands."),
    "printers": ("printers", "Printers of this station, and what was sent to them."),
    "rates": ("rates", "What currencies are worth in the company's."),
    "po": ("purchasing", "Purchase orders."),
    "receiving": ("receiving", "The dock: count deliveries in, book them, put them away."),
}
"""Commands with others below them: the module that has them as `app`, and what they are for."""

SINGLE = {
    "allocate": ("allocate", "allocate"),
    "sweep": ("sweep", "sweep"),
    "whatif": ("what_if", "whatif"),
    "clock": ("clock", "clock"),
    "dashboard": ("dashboard", "dashboard"),
    "ship": ("shipping", "ship"),
    "void": ("shipping", "void"),
    "undo": ("undo", "undo"),
    "import": ("exchange", "import_"),
    "export": ("exporting", "export"),
    "demo": ("demo", "demo"),
    "log": ("log", "log"),
    "language": ("language", "language"),
    "serve": ("serve", "serve"),
    "watch": ("watch", "watch"),
}
"""Commands of one word: module and function."""

ALL = frozenset({*GROUPS, *SINGLE})

_NEEDED = {"batch": frozenset[str](), **{name: frozenset({name}) for name in ALL}}


def add_commands(app: typer.Typer, names: Collection[str]) -> None:
    """Adds the commands of these names, and loads their modules."""
    for name, (module, purpose) in GROUPS.items():
        if name in names:
            app.add_typer(_load(module, "app"), name=name, help=purpose)
    for name, (module, function) in SINGLE.items():
        if name in names:
            app.command(name)(_load(module, function))


def _load(module: str, name: str) -> typer.Typer:
    found: typer.Typer = getattr(import_module(f"packbench.cli.{module}"), name)
    return found


def called(root: Command, words: Sequence[str]) -> frozenset[str]:
    """The command that a command line calls; all where it can't be told, or where none is there.

    Args:
        root: the program without commands: its options say which words are values.
        words: what was typed.
    """
    with_value = {
        name
        for parameter in root.params
        if not getattr(parameter, "is_flag", False)
        for name in parameter.opts
    }
    rest = iter(words)
    for word in rest:
        if not word.startswith("-"):
            return _NEEDED.get(word, ALL)
        if word in with_value:
            next(rest, None)
    return ALL
