"""Which command stands in which module; of a command line only what it calls is loaded.

Each command brings the services that it needs. To load those of all takes longer than most commands
work: the help of the whole says what each is for without loading any.
"""

import gc
import json
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import typer
from typer._click import Command, Context  # the library's own bases; it exports no other names
from typer.core import TyperCommand, TyperGroup

from packbench.cli.given import take_as_given
from packbench.cli.help import translate_help
from packbench.cli.keys import give_keys
from packbench.paths import resource

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
    "allocate": (
        *("allocate", "allocate"),
        "Give out stock to new orders in queue order; the named ones are tried as a whole again.",
    ),
    "sweep": (
        *("sweep", "sweep"),
        "Take expired lots out of what can be given, and serve pre-orders whose date has come.",
    ),
    "whatif": ("what_if", "whatif", "Tell what would happen; nothing is written."),
    "clock": (
        *("clock", "clock"),
        "Show the moment and the day that count; confirm the computer's clock after a jump.",
    ),
    "dashboard": (
        *("dashboard", "dashboard"),
        "Tell what needs somebody today, where orders stand, what sells, what stock is worth.",
    ),
    "ship": ("shipping", "ship", "Ship a packed shipment: its units are on hand no more."),
    "void": (
        *("shipping", "void"),
        "Take a shipped shipment back: packed as before, its units on hand again.",
    ),
    "undo": ("undo", "undo", "Take back this station's last command, or the one that is named."),
    "import": (
        *("exchange", "import_"),
        "Read a file; bad rows are told, written to FILE.rejected.csv, and don't come in.",
    ),
    "export": (
        *("exporting", "export"),
        "Write all records of a kind to a file; what can be imported is written so.",
    ),
    "demo": (
        *("demo", "demo"),
        "Make a new database with sample data, allocate it, write its documents, open the window.",
    ),
    "log": (
        *("log", "log"),
        "Show the log of this computer; it holds no customer's name and no password.",
    ),
    "language": (
        *("language", "language"),
        "Tell or choose the language of your windows and command lines, from the next start on.",
    ),
    "serve": (
        *("serve", "serve"),
        "Serve programs of channels over HTTP until SIGTERM or Ctrl+C; /docs tells what they ask.",
    ),
    "watch": (
        *("watch", "watch"),
        (
            "Import files that come into a folder, until SIGTERM or Ctrl+C; results are put beside"
            " them.\n\nWith --json each file is a document in a line of its own."
        ),
    ),
}
"""Commands of one word: module, function, and what they are for, as the function itself tells."""

ALONE = {
    ("orders", "list"): ("order_list", "list_"),
    ("stock", "list"): ("stock_list", "list_"),
}
"""Commands of groups that are asked often, in modules of their own: module and function.

Called by name they are loaded without the others of their group.
"""

ALL = frozenset({*GROUPS, *SINGLE})


class Commands(TyperGroup):
    """The commands of the program; one loads its module when it is called.

    Until then its name and what it is for stand for it.
    """

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        stand_ins = {name: _stand_in(name, purpose) for name, (*_, purpose) in SINGLE.items()}
        stand_ins |= self.commands  # a command of the program itself
        stand_ins |= {name: _stand_in(name, purpose) for name, (_, purpose) in GROUPS.items()}
        self.commands = stand_ins
        self._loaded: set[str] = set()

    def load(self, names: Iterable[str]) -> None:
        """Puts commands in the place of what stands for them; another name is passed over."""
        wanted = ALL.intersection(names) - self._loaded
        if wanted:
            self._loaded |= wanted
            with _nothing_thrown_away():
                self.commands.update(_loaded(wanted))

    def resolve_command(
        self, ctx: Context, args: list[str]
    ) -> tuple[str | None, Command | None, list[str]]:
        """The command that is called, loaded; of a group whose help is asked, the list of it."""
        name, *rest = args
        if rest == ["--help"] and name in GROUPS and name not in self._loaded:
            return name, listed(name), rest
        if (name, *rest[:1]) in ALONE and name not in self._loaded:
            return name, _alone(name, rest[0]), rest
        self.load([name])
        return super().resolve_command(ctx, args)


@contextmanager
def _nothing_thrown_away() -> Iterator[None]:
    """Python looks for no garbage: what is loaded stays, and need not be looked through later."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.freeze()
            gc.enable()


def listed(name: str) -> TyperGroup:
    """A group as its help tells of it: what is below it by name and purpose, and nothing loaded."""
    below = json.loads(resource("commands.json").read_text(encoding="utf-8"))[name]
    made = TyperGroup(
        name=name,
        help=GROUPS[name][1],
        commands={one: _stand_in(one, purpose) for one, purpose in below.items()},
        subcommand_metavar="COMMAND [ARGS]...",
        rich_markup_mode=None,
    )
    translate_help(made)
    return made


def _alone(name: str, verb: str) -> Command:
    """A group with one of its commands; the others are not loaded."""
    group = typer.Typer(no_args_is_help=True)
    with _nothing_thrown_away():
        group.command(verb)(_load(*ALONE[name, verb]))
        app = _app()
        app.add_typer(group, name=name, help=GROUPS[name][1])
        return _made(app)[name]


def _stand_in(name: str, purpose: str) -> Command:
    return TyperCommand(name, help=purpose)


def _loaded(names: Collection[str]) -> dict[str, Command]:
    """The commands of these names as they are called: with `--key`, told in the language in use."""
    app = _app()
    for name, (module, purpose) in GROUPS.items():
        if name in names:
            app.add_typer(_load(module, "app"), name=name, help=purpose)
    for name, (module, function, _) in SINGLE.items():
        if name in names:
            app.command(name)(_load(module, function))
    return _made(app)


def _app() -> typer.Typer:
    app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    app.callback()(_nothing)
    return app


def _made(app: typer.Typer) -> dict[str, Command]:
    made = typer.main.get_command(app)
    assert isinstance(made, TyperGroup)  # noqa: S101 - it has a callback, so that it is a group
    give_keys(made)
    take_as_given(made)
    translate_help(made)
    return dict(made.commands)


def _nothing() -> None:
    """A tree that has this holds commands, however few there are."""


def _load(module: str, name: str) -> typer.Typer:
    found: typer.Typer = getattr(import_module(f"packbench.cli.{module}"), name)
    return found
