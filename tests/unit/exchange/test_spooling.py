"""A file that is read in parts gives what it gives as a whole, however its rows lie."""

import random
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from helpers.tables import MakeFile
from packbench.domain.refusals import Code, Refusal
from packbench.exchange.kinds import ORDERS, PRODUCTS
from packbench.exchange.profiles import Profile
from packbench.exchange.reading import read_parts, read_records
from packbench.exchange.records import Parsed

HEADER = "order_number,sku,quantity,channel,customer_name,country\n"
AnyParsed = Parsed[Any, Any]


def hostile_rows(seed: int) -> list[str]:
    """Documents torn apart, without numbers, of two channels, contradicting, with bad cells."""
    dice = random.Random(seed)  # noqa: S311 - a test's
    rows = []
    for _ in range(400):
        number = dice.choice([f"N{dice.randrange(60)}", f"n{dice.randrange(60)} ", "", "Ä1", "=1"])
        quantity = dice.choice(["1", "2", "3", "0", "x", "#N/A"])
        channel = dice.choice(["web", "web", "shop", ""])
        customer = dice.choice(["Eva"] * 8 + ["Uwe"])
        cells = [number, f"S{dice.randrange(5)}", quantity, channel, customer, "DE"]
        rows.append(",".join(cells[: dice.choice([6] * 9 + [4])]) + "\n")
        if dice.random() < 0.05:
            rows.append("\n")
    return rows


def everything(parts: list[AnyParsed]) -> dict[str, object]:
    """What a file became, whatever it was read in; records by their first rows."""
    whole = parts[0]
    for part in parts[1:]:
        whole = whole.joined(part)
    return {
        "records": sorted(one.rows for part in parts for one in part.records),
        "contents": sorted(one.content for part in parts for one in part.records),
        "rejected": sorted((one.rows, one.rejects) for one in whole.rejected),
        "left_out": sorted((one.cause, one.rows) for one in whole.left_out),
        "empty": whole.empty_cells,
        "counts": (whole.rows, whole.taken_rows, whole.repeated_rows),
        "notes": whole.notes,
        "columns": (whole.columns, whole.unknown_columns),
    }


def both(path: Path, rows_a_part: int, **how: Any) -> tuple[list[AnyParsed], AnyParsed]:
    with closing(read_parts(ORDERS, path, rows_a_part=rows_a_part, **how)) as file:
        parts = list(file)
        again = list(file)
    assert everything(parts) == everything(again)
    return parts, read_records(ORDERS, path, **how)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("rows_a_part", [1, 50])
def test_parts_give_what_the_whole_gives(make_file: MakeFile, seed: int, rows_a_part: int) -> None:
    path = make_file(HEADER + "".join(hostile_rows(seed)))
    parts, whole = both(path, rows_a_part)
    assert len(parts) > 3
    assert everything(parts) == everything([whole])


def test_a_profile_leaves_out_the_same(make_file: MakeFile) -> None:
    column = {name: name for name in HEADER.strip().split(",")}
    profile = Profile.model_validate(
        {
            "title": "some",
            "kinds": {
                "orders": {
                    "columns": column,
                    "leave_out": [
                        {
                            "cause": "uwe",
                            "says": "of Uwe",
                            "document": True,
                            "when": [{"column": "customer_name", "matches": "Uwe"}],
                        }
                    ],
                }
            },
        }
    )
    path = make_file(HEADER + "".join(hostile_rows(3)))
    parts, whole = both(path, 20, profile=profile)
    assert whole.left_out
    assert everything(parts) == everything([whole])


def test_documents_keep_their_order_and_stay_together(make_file: MakeFile) -> None:
    rows = [f"{number},A,1,web,Eva,DE\n" for number in range(30)]
    rows += [f"{number},B,1,web,Eva,DE\n" for number in reversed(range(30))]
    parts, _ = both(make_file(HEADER + "".join(rows)), 8)
    numbers = [one.fields.order_number for part in parts for one in part.records]
    assert numbers == [str(number) for number in range(30)]
    assert {len(one.lines) for part in parts for one in part.records} == {2}
    assert max(part.rows for part in parts) <= 12


def test_a_small_file_and_other_kinds_are_one_part(make_file: MakeFile) -> None:
    path = make_file("sku,name\n" + "".join(f"S{n},N\n" for n in range(100)))
    with closing(read_parts(PRODUCTS, path, rows_a_part=10)) as file:
        assert [part.rows for part in file] == [100]


@pytest.mark.parametrize("end", ["9,A,1", '9,"A,1,web,Eva,DE\n'])
def test_a_file_that_breaks_off_is_refused_before_any_part(make_file: MakeFile, end: str) -> None:
    rows = "".join(f"{number},A,1,web,Eva,DE\n" for number in range(30))
    with pytest.raises(Refusal) as caught:
        read_parts(ORDERS, make_file(HEADER + rows + end), rows_a_part=5)
    assert caught.value.code in {Code.FILE_TRUNCATED, Code.FILE_QUOTES}


def test_the_rows_are_not_read_again(make_file: MakeFile) -> None:
    path = make_file(HEADER + "".join(hostile_rows(1)))
    make: Callable[[], Any] = lambda: read_parts(ORDERS, path, rows_a_part=10)  # noqa: E731
    with closing(make()) as file:
        path.unlink()
        assert sum(part.rows for part in file) > 300


READ = """
import resource, sys
from pathlib import Path
from packbench.exchange.kinds import ORDERS
from packbench.exchange.reading import read_parts
file = read_parts(ORDERS, Path(sys.argv[1]))
print(sum(len(part.records) for part in file))
file.close()
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="counts in kilobytes there")
def test_four_times_the_file_does_not_take_four_times_the_memory(tmp_path: Path) -> None:
    peaks_mb = []
    for orders in (30_000, 120_000):
        path = tmp_path / f"{orders}.csv"
        with path.open("w") as file:
            file.write(HEADER.strip() + ",street\n")
            for number in range(orders):
                file.write(f"N{number},A,1,web,Customer {number},DE,{'Long Street ' * 8}\n")
        done = subprocess.run(
            [sys.executable, "-c", READ, path], capture_output=True, check=True, encoding="utf-8"
        )
        records, peak_kb = map(int, done.stdout.split())
        assert records == orders
        peaks_mb.append(peak_kb / 1000)
    # 13 MB more of file; all of it in memory would be some 100 MB more.
    assert peaks_mb[1] - peaks_mb[0] < 15
