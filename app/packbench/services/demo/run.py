"""`run_demo`: an empty database is filled, allocated, and its documents written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import exists, select

from packbench.db.engine import Database
from packbench.db.migrate import current_revision
from packbench.db.schema import Command, Order, Product, Supplier, Warehouse
from packbench.domain.files import FileTrouble
from packbench.domain.refusals import Code, Refusal
from packbench.domain.warehousing import WarehouseKind
from packbench.engine.command.context import Context
from packbench.engine.run_result import AllocateResult
from packbench.engine.today import today as day_of
from packbench.paths import file_database_url, own_data_path
from packbench.services.demo.places import read_places
from packbench.services.demo.sample import make_sample, write_sample
from packbench.services.demo.sending import send_some
from packbench.services.documents import printing as documents
from packbench.services.importing.files import ImportRequest, import_file
from packbench.services.new_folder import make_folder
from packbench.services.office import administration
from packbench.services.orders.allocating import allocate
from packbench.services.picking.waves import WaveRequest, WaveView, create_wave

ORDERS = 1200
_SHIPMENTS_A_WAVE = 12
_DATABASE_FILE = "demo.db"


@dataclass(frozen=True, slots=True)
class DemoResult:
    """What was made.

    Attributes:
        database: its URL, without a password.
        folder: where the files are.
        orders: how many orders came in.
        imported: how many records of each kind came in.
        allocate: what became of the orders.
        waves: the numbers of the waves that wait to be picked.
        files: what was written, the tables first, then the documents.
        sent: the shipments that have left, with tracking numbers.
    """

    database: str
    folder: str
    orders: int
    imported: Mapping[str, int]
    allocate: AllocateResult
    waves: list[str]
    files: list[str]
    sent: list[str]


def fresh_folder() -> Path:
    """A folder for a demo in the user's data folder that is not there yet."""
    base = own_data_path()
    number = 1
    while (folder := base / (f"demo-{number}" if number > 1 else "demo")).exists():
        number += 1
    return folder


def database_url_in(folder: Path) -> str:
    """The URL of the demo's own database in its folder."""
    return file_database_url(folder / _DATABASE_FILE)


def run_demo(
    context: Context,
    folder: Path,
    today: date | None = None,
    order_count: int = ORDERS,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> DemoResult:
    """Makes the sample of a day, writes it to `folder`, imports it, allocates, writes documents.

    Without a day it is the database's today.
    The folder is made, unless the database lies in it already. Refuses a database that holds
    anything; the schema of an empty one is made.
    """
    _require_empty(context.database)
    database_file = context.database.path
    if database_file is None or database_file.parent != folder:
        make_folder(folder)
    administration.upgrade_database(context.database)
    files = write_sample(make_sample(today or day_of(context), order_count), folder)
    imported = {}
    for done, (kind, path) in enumerate(files):
        on_progress(done, len(files) + 2)
        result = import_file(context, ImportRequest(kind.name, path))
        imported[kind.name] = result.imported
    on_progress(len(files), len(files) + 2)
    allocated = allocate(context)
    on_progress(len(files) + 1, len(files) + 2)
    waves = _make_waves(context)
    written = [file for wave in waves for file in _write_documents(context, wave, folder)]
    sent = send_some(context, _picking_places())
    return DemoResult(
        context.database.address,
        str(folder),
        imported["orders"],
        imported,
        allocated,
        [wave.number for wave in waves],
        [*(str(path) for _, path in files), *written],
        sent,
    )


def _require_empty(database: Database) -> None:
    if current_revision(database) is None:
        return
    administration.make_ready(database)
    with database.read.connect() as connection:
        tables = (Command, Order, Product, Supplier, Warehouse)
        if any(connection.execute(select(exists(select(table.id)))).scalar() for table in tables):
            name = database.address
            reason = FileTrouble.DATABASE_NOT_EMPTY
            raise Refusal(Code.CANNOT_WRITE, file=name, reason=reason)


def _picking_places() -> list[str]:
    return [place.code for place in read_places() if place.kind is WarehouseKind.PHYSICAL]


def _make_waves(context: Context) -> list[WaveView]:
    """One at each warehouse that picks, of the shipments that come first there."""
    waves = []
    for code in _picking_places():
        try:
            waves.append(create_wave(context, WaveRequest(code, max_orders=_SHIPMENTS_A_WAVE)))
        except Refusal as refusal:
            if refusal.code is not Code.NOTHING_TO_DO:  # a handful of orders may leave one idle
                raise
    return waves


def _write_documents(context: Context, wave: WaveView, folder: Path) -> list[str]:
    pick_list = documents.write_pick_list(
        context, wave.number, folder / f"pick-list-{wave.number}-{wave.warehouse}.pdf", force=True
    )
    slips = documents.write_packing_slips(
        context,
        wave.shipments,
        folder / f"packing-slips-{wave.number}-{wave.warehouse}.pdf",
        force=True,
    )
    return [*pick_list.files, *slips.files]
