"""What holds for an import of every kind: once is enough, changes are asked for, a try is a try."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from helpers.importing import Files, causes, contents, counts, notes
from packbench.engine.command.context import Context
from packbench.services.office import administration


@dataclass(frozen=True)
class Sample:
    """A file of one kind, the same record with other content, and a row that can't come in.

    `before` names the kinds whose samples have to be there first.
    """

    text: str
    changed: str
    bad: str
    cause: tuple[str, str]
    before: tuple[str, ...] = ()


SAMPLES = {
    "products": Sample(
        "sku,name,barcode,weight_g,supplier\n"
        "A,Apple,4006381333931;96385074,120,ACME\n"
        "B,Bowl,,300,\nK,Basket,,,\n",
        "sku,name,weight_g\nA,Apple,130\n",
        "C,,",
        ("name", "required"),
    ),
    "suppliers": Sample(
        "code,name,email,currency,lead_time_days\nACME,Acme Ltd,acme@example.com,EUR,7\n",
        "code,name,lead_time_days\nacme,Acme Ltd,9\n",
        ",Nobody,",
        ("code", "required"),
    ),
    "kits": Sample(
        "kit_sku,component_sku,quantity\nK,A,2\nK,B,1\n",
        "kit_sku,component_sku,quantity\nK,A,3\nK,B,1\n",
        "A,NONE,1",
        ("component_sku", "unknown_sku"),
        ("products",),
    ),
    "warehouses": Sample(
        "code,name,countries,rank,latitude,longitude\nW1,Graz,AT;DE,1,47.07,15.44\n",
        "code,name,countries\nW1,Graz,AT;DE;CH\n",
        "W2,Wien,Atlantis",
        ("countries", "unknown_country"),
    ),
    "locations": Sample(
        "warehouse,code,zone,pickable,x,y,sequence\nW1,A-1,A,yes,0.5,12,10\nW1,Q-1,,no,,,\n",
        "warehouse,code,zone\nW1,A-1,B\n",
        "W9,A-1,B",
        ("warehouse", "unknown_warehouse"),
        ("warehouses",),
    ),
    "stock": Sample(
        "warehouse,sku,quantity,location,lot,expires_on,unavailable,safety\n"
        "W1,A,5,A-1,,,1,2\nW1,A,4,A-1,L1,2090-01-31,,2\nW1,B,0,,,,,\n",
        "warehouse,sku,quantity,location,lot\nW1,A,6,A-1,L1\n",
        "W1,NONE,1,,",
        ("sku", "unknown_sku"),
        ("warehouses", "locations", "products"),
    ),
    "orders": Sample(
        "order_number,sku,quantity,unit_price,ordered_at,customer_name,street,city,postal_code,"
        "country,priority\n"
        "O1,A,2,1.50,2026-01-05T08:00:00Z,Ana,Street 1,Graz,8010,AT,0\n"
        "O1,A,2,1.50,,,,,,,\n"
        "O2,B,1,,2026-01-05T09:00:00Z,Bob,Street 2,Graz,8010,AT,5\n",
        "order_number,sku,quantity,priority\nO2,B,1,6\n",
        "O3,A,0,",
        ("quantity", "not_positive"),
        ("products",),
    ),
    "supplier-products": Sample(
        "supplier,sku,supplier_sku,unit_cost,pack_size\nACME,A,X-1,0.75,6\n",
        "supplier,sku,pack_size\nACME,A,12\n",
        "NOBODY,A,1",
        ("supplier", "unknown_supplier"),
        ("products",),
    ),
    "postal-codes": Sample(
        "country_code,postal_code,lat,lon\nSE,111 22,59.3326,18.0649\nDE,20095,53.55,10.01\n",
        "country_code,postal_code,lat,lon\nSE,11122,59.3,18.0\n",
        "Atlantis,1,0,0",
        ("country_code", "unknown_country"),
    ),
    "channels": Sample(
        "channel,verify\nshop,yes\nmarket,no\n",
        "channel,verify\nshop,no\n",
        "web,perhaps",
        ("verify", "not_yes_no"),
    ),
    "shipping-methods": Sample(
        "code,name,plugin,carrier,cut_off,label,words\n"
        "DHL,DHL Paket,own,DHL,16:30,a6,express;post\n",
        "code,name,plugin\nDHL,DHL Paket,scan\n",
        "X,X,pigeon",
        ("plugin", "unknown_plugin"),
    ),
    "boxes": Sample(
        "code,name,length_mm,width_mm,height_mm,weight_g,max_weight_g,barcode,material\n"
        "S,Small,200,150,100,80,5000,4006381333931,A\n",
        "code,name,length_mm,width_mm,height_mm\nS,Small,200,150,90\n",
        "X,Large,600,400,20000",
        ("height_mm", "out_of_range"),
        before=("suppliers", "products"),
    ),
    "purchase-orders": Sample(
        "po_number,supplier,warehouse,sku,quantity,unit_cost,expected_on,status\n"
        "PO7,ACME,W1,A,10,0.75,2026-02-01,sent\nPO7,ACME,W1,B,4,,,sent\n",
        "po_number,supplier,warehouse,sku,quantity\nPO7,ACME,W1,A,12\nPO7,ACME,W1,B,4\n",
        "PO8,ACME,W1,NONE,1",
        ("sku", "unknown_sku"),
        ("products", "warehouses"),
    ),
}
RECORDS = {"products": 3, "locations": 2, "stock": 3, "orders": 2, "channels": 2, "postal-codes": 2}
"""Where the sample has more than one record."""

each_kind = pytest.mark.parametrize("kind", SAMPLES)


@pytest.fixture
def files(context: Context, tmp_path: Path) -> Files:
    return Files(context, tmp_path)


def prepare(files: Files, kind: str) -> Sample:
    sample = SAMPLES[kind]
    for before in sample.before:
        assert not files.load(before, SAMPLES[before].text).rejected
    return sample


@each_kind
def test_a_file_comes_in_once(files: Files, kind: str) -> None:
    sample, records = prepare(files, kind), RECORDS.get(kind, 1)
    first = files.load(kind, sample.text)
    assert counts(first) == (records, 0, 0, 0)
    assert first.rows == first.taken_rows == sample.text.count("\n") - 1
    held = contents(files.context.database)
    assert counts(files.load(kind, sample.text)) == (0, 0, records, 0)
    assert counts(files.load(kind, sample.text, update=True)) == (0, 0, records, 0)
    assert contents(files.context.database) == held
    assert administration.check(files.context.database).ok


@each_kind
def test_other_content_has_to_be_asked_for(files: Files, kind: str) -> None:
    sample = prepare(files, kind)
    files.load(kind, sample.text)
    held = contents(files.context.database)
    refused = files.load(kind, sample.changed)
    assert counts(refused) == (0, 0, 0, 1)
    assert refused.rejects[0].code == "already_exists"
    assert contents(files.context.database) == held
    assert files.load(kind, sample.changed, update=True).updated >= 1
    assert contents(files.context.database) != held
    again = files.load(kind, sample.changed)
    assert counts(again) == (0, 0, 1, 0)
    assert administration.check(files.context.database).ok


@each_kind
def test_a_dry_run_writes_nothing_and_tells_all(files: Files, kind: str) -> None:
    sample = prepare(files, kind)
    held = contents(files.context.database)
    header, *_ = sample.changed.split("\n", 1)
    text = f"{sample.changed}{sample.bad}{',' * (header.count(',') - sample.bad.count(','))}\n"
    told = files.load(kind, text, dry_run=True)
    assert counts(told)[0] == 1
    assert told.rejected == 1
    assert told.rejects_file is None
    assert contents(files.context.database) == held
    assert counts(files.load(kind, text)) == counts(told)


@each_kind
def test_a_bad_record_stays_out_and_is_told(files: Files, kind: str) -> None:
    sample = prepare(files, kind)
    header = sample.changed.split("\n", 1)[0]
    held = contents(files.context.database)
    result = files.load(kind, f"{header}\n{sample.bad}\n")
    assert causes(result) == [(1, *sample.cause)]
    assert counts(result) == (0, 0, 0, 1)
    assert contents(files.context.database) == held
    assert result.rejects_file is not None
    mended = Path(result.rejects_file).read_text(encoding="utf-8").splitlines()
    assert mended[0] == f"rejected_because,{header}"
    assert mended[1].endswith(sample.bad)


@pytest.mark.parametrize("kind", ["orders", "kits", "purchase-orders"])
def test_one_bad_line_rejects_the_whole_document(files: Files, kind: str) -> None:
    sample = prepare(files, kind)
    if kind == "kits":
        files.load("products", "sku,name\nK2,Other basket\n")
    held = contents(files.context.database)
    texts = {
        "orders": "order_number,sku,quantity\nO5,A,1\nO6,A,1\nO5,B,many\n",
        "kits": "kit_sku,component_sku,quantity\nK,A,1\nK2,A,1\nK,NONE,1\n",
        "purchase-orders": "po_number,supplier,warehouse,sku,quantity\n"
        "PO5,ACME,W1,A,1\nPO6,ACME,W1,A,1\nPO5,ACME,W1,NONE,1\n",
    }
    result = files.load(kind, texts[kind])
    assert counts(result) == (1, 0, 0, 1)
    assert [one.row for one in result.rejects] == [3]
    assert (result.taken_rows, result.rejected_rows) == (1, 2)
    assert result.rejects_file is not None
    assert len(Path(result.rejects_file).read_text().splitlines()) == 3
    assert contents(files.context.database) != held
    assert counts(files.load(kind, sample.text))[3] == 0


def test_two_bins_in_one_place_are_told_when_they_come(files: Files) -> None:
    files.load("warehouses", "code,name\nW1,One\n")
    header = "warehouse,code,x,y,aisle,level\n"
    assert notes(files.load("locations", f"{header}W1,A-1,1,2,A,1\nW1,A-2,1,2,A,2\n")) == []
    result = files.load("locations", f"{header}W1,A-3,1,2,A,2\n")
    assert counts(result) == (1, 0, 0, 0)
    [said] = notes(result)
    assert "the same coordinates and level. Correct one of them." in said
