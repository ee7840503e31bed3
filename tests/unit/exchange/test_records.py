"""The digest of a record's content tells `unchanged` from `already exists with other content`."""

import pytest

from helpers.tables import MakeFile
from packbench.exchange.kinds import ORDERS
from packbench.exchange.reading import read_records

HEADER = "order_number,sku,quantity,unit_price,country,ordered_at\n"
ORDER = "Z1,A,1,2.50,DE,2026-02-01T10:00:00\nZ1,B,2,,DE,\n"


def content(make_file: MakeFile, text: str) -> str:
    (record,) = read_records(ORDERS, make_file(text)).records
    return record.content


def test_the_digest_is_the_same_on_every_machine_and_in_every_year(make_file: MakeFile) -> None:
    assert content(make_file, HEADER + ORDER) == "7e09d4490bbea12aec9f8834426d13b9"


@pytest.mark.parametrize(
    "text",
    [
        HEADER + ORDER.replace("2.50", "2.5").replace(",DE,2026", ",Germany,2026"),
        HEADER.replace("\n", ",priority,note\n") + ORDER.replace("\n", ",0,\n"),
        HEADER + ORDER.replace("2026-02-01T10:00:00", "2026-02-01 11:00+01:00"),
    ],
    ids=["other words", "defaults", "other zone"],
)
def test_the_same_said_otherwise_is_the_same_content(make_file: MakeFile, text: str) -> None:
    assert content(make_file, text) == content(make_file, HEADER + ORDER)


@pytest.mark.parametrize(
    ("old", "new"),
    [("Z1,A,1", "Z1,A,9"), ("2.50", "2.51"), ("DE,", "AT,"), ("Z1,B,2", "Z1,C,2")],
)
def test_any_other_value_is_other_content(make_file: MakeFile, old: str, new: str) -> None:
    changed = HEADER + ORDER.replace(old, new)
    assert content(make_file, changed) != content(make_file, HEADER + ORDER)


def test_the_order_of_lines_counts(make_file: MakeFile) -> None:
    first, second = ORDER.splitlines(keepends=True)
    head = "Z1,A,1,2.50,DE,2026-02-01T10:00:00\n"
    swapped = second.replace("DE,", "DE,2026-02-01T10:00:00") + first
    assert content(make_file, HEADER + swapped) != content(make_file, HEADER + head + second)
