"""Orders of a large file come in part by part, as if it were one; rejects where they may lie."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from packbench.db.schema import Order, OrderLine
from packbench.db.transport import transport_of
from packbench.domain.transport import Transport
from packbench.engine.command.context import Context
from packbench.exchange import reading
from packbench.paths import own_data_path
from packbench.services.importing import files
from packbench.services.importing.files import ImportRequest, import_file
from packbench.services.office.undo import undo

HEADER = "order_number,sku,quantity,channel,customer_name,country\n"


@pytest.fixture
def in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are large from ten rows on."""

    def read_parts(*arguments: Any, **how: Any) -> Any:
        return reading.read_parts(*arguments, rows_a_part=10, **how)

    monkeypatch.setattr(files, "read_parts", read_parts)


def write(path: Path, orders: int) -> Path:
    rows = [f"N{number},A,1,web,Eva,DE\n" for number in range(orders)]
    rows += [f"N{number},B,2,web,Eva,DE\n" for number in range(0, orders, 2)]
    rows.append("N1,C,x,web,Eva,DE\n")
    path.write_text(HEADER + "".join(rows))
    return path


@pytest.mark.usefixtures("in_parts")
def test_a_large_file_is_imported_rejected_repeated_and_undone(
    context: Context, tmp_path: Path
) -> None:
    path = write(tmp_path / "orders.csv", 100)
    result = import_file(context, ImportRequest("orders", path))
    assert (result.rows, result.imported, result.rejected) == (151, 99, 1)
    assert (result.taken_rows, result.rejected_rows) == (149, 2)
    assert result.rejects_file is not None
    assert len(Path(result.rejects_file).read_text().splitlines()) == 3
    with context.database.read.connect() as connection:
        assert connection.execute(select(func.count()).select_from(Order)).scalar() == 99
        assert connection.execute(select(func.count()).select_from(OrderLine)).scalar() == 149
        numbers = connection.execute(select(Order.number).order_by(Order.id)).scalars().all()
    assert numbers == [f"N{number}" for number in range(100) if number != 1]
    undo(context)
    with context.database.read.connect() as connection:
        assert connection.execute(select(func.count()).select_from(Order)).scalar() == 0
    assert import_file(context, ImportRequest("orders", path)).imported == 99
    again = import_file(context, ImportRequest("orders", path))
    assert (again.imported, again.unchanged, again.rejected) == (0, 99, 1)


@pytest.mark.usefixtures("in_parts")
def test_a_dry_run_of_a_large_file_keeps_nothing(context: Context, tmp_path: Path) -> None:
    path = write(tmp_path / "orders.csv", 60)
    assert import_file(context, ImportRequest("orders", path, dry_run=True)).imported == 59
    with context.database.read.connect() as connection:
        assert connection.execute(select(func.count()).select_from(Order)).scalar() == 0


def test_a_file_where_nothing_can_be_written(
    context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "cd"
    folder.mkdir()
    path = folder / "bad.csv"
    path.write_text("sku,name\nA,Apple\n,nothing\n")
    system_open = os.open

    def read_only(name: Any, flags: int, *more: Any, **others: Any) -> int:
        if flags & os.O_CREAT and str(name).startswith(str(folder)):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), name)
        return system_open(name, flags, *more, **others)

    monkeypatch.setattr(os, "open", read_only)
    result = import_file(context, ImportRequest("products", path))
    assert (result.imported, result.rejected) == (1, 1)
    assert result.rejects_file == str(own_data_path() / "rejects" / "bad.csv.rejected.csv")
    assert "nothing" in Path(result.rejects_file).read_text()
    assert list(folder.iterdir()) == [path]


def test_nobody_could_listen_within_this_computer(context: Context) -> None:
    """The tests' server listens on a loopback address, and says nothing in secret there."""
    assert transport_of(context.database) is Transport.WITHIN
