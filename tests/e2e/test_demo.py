"""The demo: believable, the same for the same day, complete, and never in somebody's database."""

import csv
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select
from stdnum import ean

from helpers.command_line import CommandLine
from helpers.databases import sqlite_database
from helpers.importing import contents
from packbench.db.engine import Database
from packbench.db.schema import Order, OrderProblem, Product, Shipment, Stock, Waiting
from packbench.domain.refusals import Code, Refusal
from packbench.domain.tracking import fits_carrier
from packbench.engine.command.context import Context
from packbench.services.demo.run import DemoResult, fresh_folder, run_demo
from packbench.services.demo.sample import DemoTable, make_sample
from packbench.services.office import administration

TODAY = datetime.now(UTC).date()
ORDERS = 240


def rows_by_kind(tables: list[DemoTable]) -> dict[str, list[tuple[object, ...]]]:
    return {table.kind.name: list(table.rows) for table in tables}


@pytest.fixture(scope="module")
def sample() -> dict[str, list[tuple[object, ...]]]:
    return rows_by_kind(make_sample(date(2026, 3, 2), 1200))


def test_the_same_day_gives_the_same_sample(sample: dict[str, list[tuple[object, ...]]]) -> None:
    assert rows_by_kind(make_sample(date(2026, 3, 2), 1200)) == sample
    other = rows_by_kind(make_sample(date(2026, 3, 2), 1200, seed=7))
    assert other["orders"] != sample["orders"]
    assert len(sample["products"]) == 600


def test_everything_comes_in_and_a_database_with_data_is_left_alone(
    context: Context, tmp_path: Path
) -> None:
    made = run_demo(context, tmp_path / "demo", TODAY, ORDERS)
    assert administration.check(context.database).ok
    tables = [Path(file) for file in made.files if file.endswith(".csv")]
    assert [path.name for path in tables][:2] == ["1-suppliers.csv", "2-products.csv"]
    assert not list(Path(made.folder).glob("*rejected*"))
    for path in tables:
        kind = path.stem.partition("-")[2]
        with path.open(newline="", encoding="utf-8") as file:
            rows = list(csv.reader(file))
        single = kind not in {"kits", "orders", "purchase-orders"}
        assert made.imported[kind] == len(rows) - 1 if single else made.imported[kind] > 0
    assert (made.orders, made.imported["products"], made.imported["warehouses"]) == (ORDERS, 600, 4)
    held = contents(context.database)
    with pytest.raises(Refusal) as caught:
        run_demo(context, tmp_path / "second", TODAY, ORDERS)
    assert caught.value.code is Code.CANNOT_WRITE
    assert made.database in str(caught.value.params["file"])
    assert contents(context.database) == held
    assert not (tmp_path / "second").exists()


@pytest.fixture(scope="module")
def shown(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Database, DemoResult]]:
    """A demo to look at."""
    folder = tmp_path_factory.mktemp("demo")
    with sqlite_database(sqlite_template, folder) as database:
        yield database, run_demo(Context(database), folder / "files", TODAY, ORDERS)


def test_it_shows_what_a_warehouse_has_to_deal_with(shown: tuple[Database, DemoResult]) -> None:
    database, made = shown
    with database.read.connect() as connection:
        statuses = Counter(connection.execute(select(Order.status)).scalars())
        reasons = set(connection.execute(select(Waiting.reason)).scalars())
        problems = set(connection.execute(select(OrderProblem.code)).scalars())
        countries = set(connection.execute(select(Order.country)).scalars())
        latest = connection.execute(select(func.max(Order.ordered_at))).scalar_one()
        stocked = connection.execute(
            select(func.count(Stock.product_id.distinct())).where(Stock.on_hand > 0)
        ).scalar_one()
    assert statuses["ready"] > statuses["back_order"] > 0
    assert {"out_of_stock", "not_stocked"} <= reasons
    assert {"unknown_sku", "country_missing", "address_incomplete"} <= problems
    assert len(countries) >= 15
    assert 0 <= (TODAY - latest.date()).days <= 1
    assert stocked > 500
    assert made.allocate.allocated_units > made.allocate.waiting_units > 0
    with database.read.connect() as connection:
        left = select(Shipment.carrier, Shipment.tracking).where(Shipment.number.in_(made.sent))
        numbers = [(row.carrier, row.tracking) for row in connection.execute(left)]
    assert statuses["shipped"] + statuses["part_shipped"] == len(numbers) >= 3
    assert all(fits_carrier(*one) for one in numbers)
    assert statuses["packed"] > 0


def test_every_product_has_a_valid_ean(shown: tuple[Database, DemoResult]) -> None:
    database, made = shown
    with (Path(made.folder) / "2-products.csv").open(newline="", encoding="utf-8") as file:
        codes = [row["barcode"].split(";")[0] for row in csv.DictReader(file)]
    assert len(set(codes)) == 600
    assert all(len(code) == 13 and ean.is_valid(code) for code in codes)
    with database.read.connect() as connection:
        kits = connection.execute(select(func.count()).where(Product.is_kit)).scalar_one()
    assert kits == made.imported["kits"] == 12


def test_each_warehouse_has_a_wave_with_its_documents(shown: tuple[Database, DemoResult]) -> None:
    _, made = shown
    assert made.waves == ["P1", "P2", "P3"]
    pdfs = [Path(file) for file in made.files if file.endswith(".pdf")]
    assert [path.name for path in pdfs] == [
        name.format(wave)
        for wave in ("P1-HAM", "P2-LIL", "P3-POZ")
        for name in ("pick-list-{}.pdf", "packing-slips-{}.pdf")
    ]
    assert all(path.read_bytes().startswith(b"%PDF") for path in pdfs)


def test_each_demo_has_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    first = fresh_folder()
    first.mkdir(parents=True)
    assert fresh_folder() != first


def test_the_command_makes_its_own_database_and_tells_what_to_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    answer = CommandLine("", tmp_path).bare("--json", "demo", "--orders", "30")
    assert (answer.exit, answer.err) == (0, "")
    told = answer.document
    folder = tmp_path / "data" / "packbench" / "demo"
    assert told["folder"] == str(folder)
    assert told["database"] == f"sqlite:///{folder / 'demo.db'}"
    assert (told["orders"], told["allocate"]["orders"] > 0) == (30, True)
    assert Path(told["picture"]).read_bytes().startswith(b"\x89PNG")
    assert all(Path(file).exists() for file in told["files"])
    assert not (tmp_path / "data" / "packbench" / "packbench.db").exists()
    again = CommandLine(told["database"], tmp_path).for_people("demo")
    assert again.exit == 1
    assert "needs an empty database" in again.err
