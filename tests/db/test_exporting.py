"""What is exported can be imported: into an empty database, and into its own without a change."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from helpers.databases import sqlite_database
from helpers.importing import Files, contents, counts
from packbench.db.engine import Database
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.services.importing.files import IMPORTABLE, ImportRequest, import_file
from packbench.services.office import administration
from packbench.services.office.exporting import EXPORTABLE, export_file
from packbench.services.orders import allocating
from packbench.services.picking.waves import WaveRequest, create_wave

TABLES = {
    "suppliers": "code,name,email,currency,lead_time_days,over_receipt_percent,active,language,"
    "street,street2,postal_code,city,country,phone,account_number,terms,lead_time_spread_days\n"
    'ACME,"Acme, Söhne & ""Co""",a@example.com,EUR,7,10,yes,de,Ring 1,,01010,Wien,AT,=43,K-7,net,2'
    "\n"
    "zeta,Zeta,,,,,no,,,,,,,,,,\n",
    "products": "sku,name,barcode,weight_g,length_mm,width_mm,height_mm,manage_stock,backorder,"
    "available_from,preorder_limit,tracking,unit_cost,unit_price,supplier,country_of_origin,hs_code,"
    "packs,pick_multiple,customs_description,customs_value,active\n"
    "A,Apple £ 水 🍎,4006381333931;96385074;VENDOR-7,12,10,20,30,yes,,,,lot,0.0001,1.5,acme,DE,08,"
    "12*14006381333938;144*PAL*7,12,=Fruit,0.75,no\n"
    "b2,=1+1,,,,,,yes,preorder,2090-01-31,40,none,,1234567.89,Only named,,,,,,,\n"
    "b10,'=x,,,,,,,,,,,,,,,,,,,,\nS,-service,,,,,,no,,,,,,,,,,,,,,\nK,Kit,,,,,,,,,,,,,,,,,,,,\n"
    "E,Empty,,,,,,,no,,,,,,,,,,,,,\n",
    "kits": "kit_sku,component_sku,quantity\nK,b10,3\nK,A,2\n",
    "warehouses": "code,name,kind,active,countries,rank,street,city,postal_code,country,latitude,"
    "longitude\nW2,Zweites,physical,no,;,3,,,,,,\nW1,Erstes,physical,yes,DE;AT,1,Str. 1,Graz,08010,"
    "AT,47.070714,0.00001\nPRE,Pool,virtual,yes,*,9,,,,,-0.5,-120\n",
    "locations": "warehouse,code,barcode,zone,aisle,bay,level,pickable,x,y,sequence\n"
    "W1,A-10,L000001,A,01,10,1,yes,0.00001,1200000,10\nW1,A-2,,,,,,no,,,\n",
    "pick-bins": "warehouse,location,sku,minimum,maximum\nW1,A-10,b10,3,12\n",
    "stock": "warehouse,sku,quantity,location,lot,expires_on,unavailable,safety,minimum,"
    "reorder_point,reorder_quantity\n"
    "W1,A,40,,,,3,2,5,8,100\nW1,A,6,A-10,L1,2090-01-31,,2,5,8,100\nW1,A,5,A-10,,2020-01-31,,2,5,8,100\n"
    "W1,A,4,A-2,,,,2,5,8,100\nW1,b10,30,A-10,,,,,,,\nW1,E,0,,,,,1,,,\nPRE,b2,7,,,,,,,,\n",
    "channels": "channel,verify,name,ship_partial,max_warehouses,number_prefix,active\n"
    "=web,yes,=Web,no,2,W-,yes\nPhone,no,,yes,,,no\n",
    "supplier-products": "supplier,sku,supplier_sku,unit_cost,pack_size,minimum_quantity,"
    "lead_time_days,price_breaks,preferred,lead_time_spread_days\n"
    "ACME,b2,=X-1,0.75,6,12,3,10=0.7;100=0.65,no,1\nACME,A,,,,,,,yes,\n",
    "reorder-rules": "warehouse,sku,point,quantity,cover_days,demand_days,service_percent\n"
    "W1,A,5,12,,,\nW1,b2,,,30,90,98\n",
    "purchase-orders": "po_number,supplier,warehouse,sku,quantity,unit_cost,expected_on,status\n"
    "PO10,acme,w1,a,10,0.75,2026-02-01,sent\nPO10,acme,w1,A,10,,,sent\nPO11,acme,w1,b2,6,,2026-03-01,sent\n"
    "PO2,zeta,PRE,b2,1,,,draft\n",
    "purchase-history": "po_number,supplier,warehouse,currency,sent_on,sku,quantity,received_on,"
    "unit_cost,expected_on,received,rejected\n"
    "OLD1,acme,w1,usd,2024-01-02,a,10,2024-02-01,0.75,2024-01-30,,1\n"
    "OLD1,acme,w1,usd,2024-01-02,b2,3,2024-02-09,,,2,\nOLD2,zeta,PRE,,,b2,1,2024-03-01,,,,\n",
    "channel-rules": "channel,sku,rule,value,min_rule,min_value,push\nmarket,,max,5,,,yes\n"
    "market,b10,percent,50,max,1,no\n",
    "purchase-confirmations": "po_number,sku,quantity,expected_on\nPO11,b2,6,2026-03-01\n",
    "channel-exclusions": "channel,sku,warehouse\nmarket,,W1\n,b10,PRE\nmarket,b10,W1\n",
    "shipping-methods": "code,name,plugin,carrier,service,cut_off,label,profile,words,active\n"
    "DHL,DHL Paket,own,DHL,=V01,16:30,a6,,express;post,yes\nF,Files,file,,,,none,german,,no\n",
    "boxes": "code,name,length_mm,width_mm,height_mm,outer_length_mm,outer_width_mm,"
    "outer_height_mm,weight_g,max_weight_g,barcode,material,warehouse,active\n"
    "M,=Medium,400,300,200,,,,,,,,,yes\n"
    "S,Small,200,150,100,210,160,115,80,5000,4006381333931,A,W1,no\n",
    "shared-codes": "code,sku\n4006381333931,b2\n",
    "postal-codes": "country_code,postal_code,lat,lon\nSE,111 22,59.3326,0.00001\n",
    "orders": "order_number,channel,ordered_at,customer_name,customer_email,company,street,street2,"
    "city,postal_code,region,country,phone,currency,priority,ship_by,max_warehouses,ship_partial,"
    "payment,note,gift_message,shipping_method,shipping_charged,discount,tax,tags,"
    "sku,quantity,unit_price\n"
    'O1,shop,2026-01-05T08:00:00.123456+02:00,"Ana ""A"", Söhne",ana@example.com,ACME,Str. 1,'
    '2. Stock,Graz,08010,Stmk,AT,+43 1 234,EUR,-5,2026-03-01,1,no,awaiting,"line 1\nline 2; =x",'
    "=frohe,Express 24h,4.9,0,2.0875,gift;vip kunde,A,2,1.5\n"
    "O1,,,,,,,,,,,,,,,,,,,,,,,,,,k,1,\nO1,,,,,,,,,,,,,,,,,,,,,,,,,,A,2,1.5\n"
    "o10,,,Bob,,,,,,,,,,,,,,,,,,,,,,,nobody-knows,3,\n"
    "O2,,2026-01-06,Eva,,,Str. 2,,Wien,1010,,AT,,,,,,,,,,,,,,,b2,2,\n"
    "O2,,,,,,,,,,,,,,,,,,,,,,,,,,A,100,\n"
    "O3,,2026-01-04,Uwe,,,Str. 3,,Bonn,53111,,DE,,,,,,,,,,,,,,,A,1,\n",
}


@pytest.fixture
def files(context: Context, tmp_path: Path) -> Files:
    """Everything that a table can hold, allocated, with a wave under way."""
    made = Files(context, tmp_path)
    for kind, table in TABLES.items():
        assert made.load(kind, table).rejects == []
    allocating.allocate(context)
    create_wave(context, WaveRequest(warehouse="W1"))
    return made


@pytest.fixture
def empty(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    with sqlite_database(sqlite_template, tmp_path) as made:
        yield made


def export_all(context: Context, folder: Path, suffix: str = ".csv") -> dict[str, Path]:
    """All but tracking numbers: they are of shipments, which no import makes."""
    folder.mkdir()
    paths = {kind: folder / f"{kind}{suffix}" for kind in IMPORTABLE if kind != "tracking"}
    for kind, path in paths.items():
        assert export_file(context, kind, path).rows > 0
    return paths


def rows(context: Context, kind: str, path: Path) -> list[list[str]]:
    assert export_file(context, kind, path, force=True).file == str(path)
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_an_export_fills_an_empty_database_with_the_same(
    files: Files, empty: Database, tmp_path: Path, suffix: str
) -> None:
    first = export_all(files.context, tmp_path / "first", suffix)
    other = Context(empty)
    for kind, path in first.items():
        result = import_file(other, ImportRequest(kind, path))
        assert (result.rejects, result.unknown_columns, result.updated) == ([], [], 0)
    assert administration.check(empty).ok
    written = export_all(files.context, tmp_path / "again")
    for kind, path in export_all(other, tmp_path / "second").items():
        assert path.read_text(encoding="utf-8") == written[kind].read_text(encoding="utf-8")


@pytest.mark.parametrize("update", [False, True])
def test_an_export_changes_nothing_where_it_comes_from(
    files: Files, tmp_path: Path, update: bool
) -> None:
    held = contents(files.context.database)
    for kind, path in export_all(files.context, tmp_path / "own").items():
        result = import_file(files.context, ImportRequest(kind, path, update=update))
        assert counts(result) == (0, 0, result.unchanged, 0)
        assert result.unchanged > 0
    assert contents(files.context.database) == held


def test_orders_tell_what_was_ordered(files: Files, tmp_path: Path) -> None:
    with files.context.database.write.begin() as connection:
        connection.execute(
            text(
                "UPDATE order_line SET original_sku = sku, sku = 'b10', sku_key = 'b10',"
                " cancelled = 40, waiting = waiting - 40 WHERE ordered = 100"
            )
        )
    header, *lines = rows(files.context, "orders", tmp_path / "orders.csv")
    told = [dict(zip(header, line, strict=True)) for line in lines]
    assert [(one["order_number"], one["sku"], one["quantity"]) for one in told] == [
        ("O1", "A", "2"),
        ("O1", "k", "1"),
        ("O1", "A", "2"),
        ("o10", "nobody-knows", "3"),
        ("O2", "b2", "2"),
        ("O2", "A", "100"),
        ("O3", "A", "1"),
    ]
    assert told[0]["note"] == "line 1\nline 2; =x"
    assert told[0]["gift_message"] == "'=frohe"
    result = import_file(files.context, ImportRequest("orders", tmp_path / "orders.csv"))
    assert counts(result) == (0, 0, 4, 0)


def test_purchase_orders_tell_what_is_still_to_come(files: Files, tmp_path: Path) -> None:
    with files.context.database.write.begin() as connection:
        for change in (
            "UPDATE purchase_order SET status = 'part_received' WHERE number = 'PO10'",
            "UPDATE purchase_order_line SET received = 10 WHERE unit_cost IS NULL AND ordered = 10",
            "UPDATE purchase_order_line SET received = 3, rejected = 1 WHERE unit_cost > 0",
            "UPDATE purchase_order SET status = 'closed' WHERE number <> 'PO10'",
        ):
            connection.execute(text(change))
    _, *lines = rows(files.context, "purchase-orders", tmp_path / "po.csv")
    assert lines == [["PO10", "ACME", "W1", "sent", "A", "6", "0.7500", "2026-02-01"]]
    result = import_file(files.context, ImportRequest("purchase-orders", tmp_path / "po.csv"))
    assert counts(result) == (0, 0, 1, 0)


def test_barcodes_are_written_as_they_are_printed(files: Files, tmp_path: Path) -> None:
    header, first, *_ = rows(files.context, "products", tmp_path / "products.csv")
    barcodes = dict(zip(header, first, strict=True))["barcode"]
    assert barcodes.split(";") == ["0000096385074", "4006381333931", "VENDOR-7"]


def test_the_ledgers_of_work_tell_where_the_units_are(files: Files, tmp_path: Path) -> None:
    context = files.context
    _, *waiting = rows(context, "backorders", tmp_path / "backorders.csv")
    assert [(row[0], *row[5:8], row[9]) for row in waiting] == [
        ("O2", "A", "60", "out_of_stock", "1"),
        ("O1", "A", "2", "out_of_stock", "2"),
        ("O1", "k", "1", "out_of_stock", "1"),
        ("O1", "A", "2", "out_of_stock", "3"),
    ]
    _, *promised = rows(context, "allocations", tmp_path / "allocations.csv")
    units = {(row[0], row[2], row[3]): int(row[5]) for row in promised}
    assert units["O2", "b2", "PRE"] == 2
    assert sum(count for (_, sku, _), count in units.items() if sku == "A") == 41
    header, *moved = rows(context, "movements", tmp_path / "movements.csv")
    assert header[7:10] == ["quantity", "unavailable", "on_hand_after"]
    assert [row[4:] for row in moved if row[4] == "A"][-1][5] == "55"
    assert {(row[1], row[10], row[11]) for row in moved} == {("import.stock", "Ana", "station 3")}
    _, *sent = rows(context, "shipments", tmp_path / "shipments.csv")
    assert [row[:4] + row[7:] for row in sent if row[1] == "O3"] == [
        ["O3-1", "O3", "W1", "picking", "A", "1"]
    ]


def test_an_empty_table_gives_a_header(context: Context, tmp_path: Path) -> None:
    for kind in EXPORTABLE:
        header, *none = rows(context, kind, tmp_path / "empty.csv")
        assert (kind, len(header) > 1, none) == (kind, True, [])


def test_what_can_not_be_written_leaves_the_old_file(files: Files, tmp_path: Path) -> None:
    with pytest.raises(Refusal) as caught:
        export_file(files.context, "dreams", tmp_path / "dreams.csv")
    assert caught.value.code is Code.INVALID
    with pytest.raises(Refusal) as caught:
        export_file(files.context, "products", tmp_path / "nowhere" / "products.csv")
    assert caught.value.code is Code.CANNOT_WRITE
    old = files.write("as it was\n")
    with pytest.raises(Refusal):
        export_file(files.context, "products", old / "below a file.csv")
    assert old.read_text() == "as it was\n"
