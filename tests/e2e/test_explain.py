"""`orders explain`: people read words, programs read codes."""

from pathlib import Path

import pytest

from helpers.command_line import CommandLine
from packbench.domain.allocation.rules import Fence
from packbench.domain.orders import Reason

FILES = {
    "products": "sku,name\nA,Apple\nB,Bowl\n",
    "warehouses": "code,name,countries,rank\nW1,Graz,AT,1\nW2,Wien,FR,2\nW3,Linz,AT,3\n",
    "stock": "warehouse,sku,quantity\nW1,A,5\nW2,B,7\nW3,A,5\n",
    "orders": "order_number,sku,quantity,country\nO1,A,2,AT\nO1,B,3,AT\nO2,A,1,AT\n",
}


@pytest.fixture
def shop(packbench: CommandLine, tmp_path: Path) -> CommandLine:
    """O1 has A of W1 and waits for B, which lies where its country is not served."""
    for kind, text in FILES.items():
        (tmp_path / f"{kind}.csv").write_text(text, encoding="utf-8")
    lines = "".join(f"import {kind} {kind}.csv\n" for kind in FILES)
    assert packbench("batch", "-", stdin=lines + "allocate --order O1\n").exit == 0
    return packbench


def test_people_read_words(shop: CommandLine) -> None:
    told = shop.for_people("orders", "explain", "O1")
    assert told.exit == 0
    for words in ("2 taken · rank 1", "not needed · rank 3", "country not served", "not stocked"):
        assert words in told.out
    assert "Line 2 (B): Add AT to W2's countries: it has 7." in told.out
    codes = {str(fence.name).lower() for fence in Fence} | {reason.value for reason in Reason}
    assert [code for code in codes if "_" in code and code in told.out] == []
    assert "None" not in told.out


def test_programs_read_codes(shop: CommandLine) -> None:
    document = shop("orders", "explain", "O1").document
    first, second = document["lines"]
    answers = {one["warehouse"]: (one["fence"], one["taken"]) for one in first["decisions"]}
    assert answers == {"W1": (None, 2), "W2": ("country_not_served", 0), "W3": (None, 0)}
    assert {"rank": 1, "distance_km": None, "available": None} in [
        one["rating"] for one in first["decisions"]
    ]
    assert second["fixes"] == ["Add AT to W2's countries: it has 7."]


def test_an_order_that_nobody_allocated(shop: CommandLine) -> None:
    told = shop.for_people("orders", "explain", "O2")
    assert told.exit == 0
    assert "Nothing was decided yet: allocate the order." in told.out
