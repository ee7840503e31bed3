"""What customs will ask for is told when orders come in, not first at the bench."""

from pathlib import Path

import pytest

from helpers.importing import Files, notes
from packbench.domain.outcomes import Said
from packbench.engine.command.context import Context

HEAD = "order_number,sku,quantity,country,postal_code,phone,unit_price\n"


@pytest.fixture
def files(context: Context, tmp_path: Path) -> Files:
    made = Files(context, tmp_path)
    made.load("warehouses", "code,name,country\nW1,Graz,AT\n")
    products = (
        "sku,name,hs_code,country_of_origin,weight_g\nA,Apple,,,\nB,Bowl,691110,AT,400\nK,Kit,,,\n"
    )
    made.load("products", products)
    made.load("kits", "kit_sku,component_sku,quantity\nK,A,2\n")
    return made


def test_what_is_missing_is_told_of_orders_that_leave(files: Files) -> None:
    rows = "1,K,1,CH,8001,,9\n2,B,1,CH,8001,123,\n3,A,1,DE,10115,,\n"
    result = files.load("orders", HEAD + rows)
    customs, phones = result.told
    assert (customs.code, customs.params["count"]) == (Said.CUSTOMS_AHEAD, 2)
    assert customs.params["gaps"] == ["hs_code A", "origin A", "weight A", "value B"]
    assert (phones.code, phones.params["count"]) == (Said.PHONES_AHEAD, 1)
    assert "A: the HS code (products set A --hs-code)" in notes(result)[0]


def test_nothing_is_told_of_what_stays_or_lacks_nothing(files: Files) -> None:
    assert files.load("orders", f"{HEAD}4,A,1,DE,10115,,\n").told == []
    assert files.load("orders", f"{HEAD}5,B,1,CH,8001,123,5\n").told == []
