"""Rows of every kind: values, defaults, and what is rejected cell by cell."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from helpers.rejected import sentence_of
from helpers.tables import MakeFile
from packbench.domain.catalog import BackorderPolicy, Tracking, WrittenLanguage
from packbench.domain.channels import Measure
from packbench.domain.orders import Payment
from packbench.domain.packs import Pack
from packbench.domain.purchasing import PurchaseOrderStatus
from packbench.domain.warehousing import WarehouseKind
from packbench.exchange.kinds import (
    BOXES,
    CHANNEL_EXCLUSIONS,
    CHANNEL_RULES,
    CHANNELS,
    CONFIRMATIONS,
    KINDS,
    KITS,
    LOCATIONS,
    ORDERS,
    PICK_BINS,
    POSTAL_CODES,
    PRODUCTS,
    PURCHASE_HISTORY,
    PURCHASE_ORDERS,
    REORDER_RULES,
    SHARED_CODES,
    SHIPPING_METHODS,
    STOCK,
    SUPPLIER_PRODUCTS,
    SUPPLIERS,
    TRACKING,
    WAREHOUSES,
    BoxRow,
    ChannelExclusionRow,
    ChannelRow,
    ChannelRuleRow,
    KitHead,
    KitLine,
    LocationRow,
    OrderHead,
    OrderLineFields,
    PickBinRow,
    PostalCodeRow,
    ProductRow,
    SharedCodeRow,
    ShippingMethodRow,
    StockFields,
    TableKind,
    TrackingRow,
    WarehouseRow,
    header_of,
    our_name,
)
from packbench.exchange.purchase_kinds import (
    ConfirmationHead,
    ConfirmedLineFields,
    PastLineFields,
    PastPurchaseHead,
    PurchaseLineFields,
    PurchaseOrderHead,
    ReorderRuleRow,
    SupplierProductRow,
    SupplierRow,
)
from packbench.exchange.reading import read_records

FULL: list[tuple[TableKind[Any, Any], dict[str, str], object, object]] = [
    (
        PRODUCTS,
        {
            "sku": "A-1",
            "name": " Apple ",
            "barcode": "4006381333931; BOX 7;4006381333931",
            "weight_g": "150",
            "length_mm": "70",
            "width_mm": "70",
            "height_mm": "0",
            "manage_stock": "NO",
            "backorder": "Preorder",
            "available_from": "2026-03-01",
            "preorder_limit": "500",
            "tracking": "lot",
            "unit_cost": "0.1234",
            "unit_price": "2.50",
            "supplier": "S1",
            "country_of_origin": "Germany",
            "hs_code": "0808.10",
            "packs": "12*14006381333938; 144 * PALLET 7;12*14006381333938",
            "pick_multiple": "12",
            "customs_description": "Fresh apple",
            "customs_value": "1.20",
            "active": "no",
        },
        ProductRow(
            "A-1",
            "Apple",
            ("04006381333931", "BOX 7"),
            150,
            70,
            70,
            0,
            manage_stock=False,
            backorder=BackorderPolicy.PREORDER,
            available_from=dt.date(2026, 3, 1),
            preorder_limit=500,
            tracking=Tracking.LOT,
            unit_cost=Decimal("0.1234"),
            unit_price=Decimal("2.5"),
            supplier="S1",
            country_of_origin="DE",
            hs_code="0808.10",
            packs=(Pack(12, "14006381333938"), Pack(144, "PALLET 7")),
            pick_multiple=12,
            customs_description="Fresh apple",
            customs_value=Decimal("1.2"),
            active=False,
        ),
        None,
    ),
    (
        KITS,
        {"kit_sku": "K", "component_sku": "A", "quantity": "2"},
        KitHead("K"),
        KitLine("A", 2),
    ),
    (
        WAREHOUSES,
        {
            "code": "W1",
            "name": "Main",
            "kind": "virtual",
            "active": "false",
            "countries": "de; AUT ;Switzerland;DE",
            "rank": "3",
            "daily_orders": "250",
            "street": "Hauptstr. 1",
            "city": "Köln",
            "postal_code": "50667",
            "country": "DEU",
            "latitude": "50.94",
            "longitude": "-6.96",
        },
        WarehouseRow(
            "W1",
            "Main",
            WarehouseKind.VIRTUAL,
            active=False,
            countries=("AT", "CH", "DE"),
            rank=3,
            daily_orders=250,
            street="Hauptstr. 1",
            city="Köln",
            postal_code="50667",
            country="DE",
            latitude=50.94,
            longitude=-6.96,
        ),
        None,
    ),
    (
        LOCATIONS,
        {
            "warehouse": "W1",
            "code": "A-01-02",
            "barcode": "L1",
            "zone": "A",
            "aisle": "01",
            "bay": "02",
            "level": "1",
            "pickable": "0",
            "x": "1.5",
            "y": "-2",
            "sequence": "7",
        },
        LocationRow(
            "W1", "A-01-02", "L1", "A", "01", "02", "1", pickable=False, x=1.5, y=-2.0, sequence=7
        ),
        None,
    ),
    (
        PICK_BINS,
        {"warehouse": "W1", "location": "A-1", "sku": "A", "minimum": "5", "maximum": "12"},
        PickBinRow("W1", "A-1", "A", 5, 12),
        None,
    ),
    (
        STOCK,
        {
            "warehouse": "W1",
            "sku": "A",
            "quantity": "5",
            "location": "A-01",
            "lot": "L7",
            "expires_on": "2026-12-31",
            "unavailable": "5",
            "safety": "1",
            "minimum": "2",
            "reorder_point": "3",
            "reorder_quantity": "10",
        },
        StockFields("W1", "A", 5, "A-01", "L7", dt.date(2026, 12, 31), 5, 1, 2, 3, 10),
        None,
    ),
    (
        CHANNELS,
        {
            "channel": "shop",
            "verify": "yes",
            "name": "Our shop",
            "ship_partial": "no",
            "max_warehouses": "2",
            "number_prefix": "S-",
            "active": "no",
        },
        ChannelRow("shop", True, "Our shop", False, 2, "S-", False),
        None,
    ),
    (
        ORDERS,
        {
            "order_number": "1001",
            "sku": "A",
            "quantity": "2",
            "channel": "shop",
            "ordered_at": "2026-01-05T08:00:00+02:00",
            "customer_name": "Ann",
            "customer_email": "ann@example.com",
            "company": "Ann & Co",
            "street": "Hauptstr. 1",
            "street2": "2nd floor",
            "city": "Berlin",
            "postal_code": "10115",
            "region": "BE",
            "country": "Deu",
            "phone": "+49 30 123",
            "unit_price": "9.99",
            "currency": "eur",
            "priority": "-2",
            "ship_by": "2026-01-09",
            "max_warehouses": "1",
            "ship_partial": "no",
            "payment": "awaiting",
            "note": "one\ntwo",
            "gift_message": "Hi!",
            "shipping_method": "Express",
            "shipping_charged": "4.90",
            "discount": "0",
            "tax": "2.0875",
            "tags": "Gift; VIP Kunde",
        },
        OrderHead(
            "1001",
            "shop",
            dt.datetime(2026, 1, 5, 6, tzinfo=dt.UTC),
            "Ann",
            "ann@example.com",
            "Ann & Co",
            "Hauptstr. 1",
            "2nd floor",
            "Berlin",
            "10115",
            "BE",
            "DE",
            "+49 30 123",
            "EUR",
            -2,
            dt.date(2026, 1, 9),
            1,
            ship_partial=False,
            payment=Payment.AWAITING,
            note="one\ntwo",
            gift_message="Hi!",
            ship_method="Express",
            shipping_charged=Decimal("4.90"),
            discount=Decimal(0),
            tax=Decimal("2.0875"),
            tags="gift;vip kunde",
        ),
        OrderLineFields("A", 2, Decimal("9.99")),
    ),
    (
        SUPPLIERS,
        {
            "code": "S1",
            "name": "Fruit Ltd",
            "email": "s@example.com",
            "currency": "GBP",
            "lead_time_days": "14",
            "over_receipt_percent": "10",
            "active": "no",
            "language": "FR",
            "street": "Rue 1",
            "street2": "Cour 2",
            "postal_code": "75001",
            "city": "Paris",
            "country": "France",
            "phone": "+33 1",
            "account_number": "K-1",
            "terms": "30 days net",
            "lead_time_spread_days": "2",
        },
        SupplierRow(
            *("S1", "Fruit Ltd", "s@example.com", "GBP", 14, 10, False),
            *(WrittenLanguage.FRENCH, "Rue 1", "Cour 2", "75001", "Paris", "FR"),
            *("+33 1", "K-1", "30 days net", 2),
        ),
        None,
    ),
    (
        SUPPLIER_PRODUCTS,
        {
            "supplier": "S1",
            "sku": "A",
            "supplier_sku": "FR-1",
            "unit_cost": "1",
            "pack_size": "12",
            "minimum_quantity": "24",
            "lead_time_days": "3",
            "price_breaks": "100=0.8;10=0.9",
            "preferred": "yes",
            "lead_time_spread_days": "1",
        },
        SupplierProductRow(
            *("S1", "A", "FR-1", Decimal(1), 12, 24, 3),
            *(((10, Decimal("0.9")), (100, Decimal("0.8"))), True, 1),
        ),
        None,
    ),
    (
        REORDER_RULES,
        {
            "warehouse": "W1",
            "sku": "A",
            "point": "5",
            "quantity": "12",
            "cover_days": "",
            "demand_days": "90",
            "service_percent": "98 %",
        },
        ReorderRuleRow("W1", "A", 5, 12, None, 90, 98),
        None,
    ),
    (
        PURCHASE_ORDERS,
        {
            "po_number": "PO1",
            "supplier": "S1",
            "warehouse": "W1",
            "sku": "A",
            "quantity": "10",
            "unit_cost": "1.5",
            "expected_on": "2026-02-01",
            "status": "sent",
        },
        PurchaseOrderHead("PO1", "S1", "W1", PurchaseOrderStatus.SENT),
        PurchaseLineFields("A", 10, Decimal("1.5"), dt.date(2026, 2, 1)),
    ),
    (
        PURCHASE_HISTORY,
        {
            "po_number": "PO1",
            "supplier": "S1",
            "warehouse": "W1",
            "currency": "usd",
            "sent_on": "2025-01-02",
            "sku": "A",
            "quantity": "10",
            "received_on": "2025-02-03",
            "unit_cost": "1.5",
            "expected_on": "2025-02-01",
            "received": "8",
            "rejected": "1",
        },
        PastPurchaseHead("PO1", "S1", "W1", "USD", dt.date(2025, 1, 2)),
        PastLineFields(
            *("A", 10, dt.date(2025, 2, 3), Decimal("1.5"), dt.date(2025, 2, 1), 8, 1),
        ),
    ),
    (
        CONFIRMATIONS,
        {
            "po_number": "PO1",
            "sku": "A",
            "quantity": "10",
            "expected_on": "2026-02-01",
        },
        ConfirmationHead("PO1"),
        ConfirmedLineFields("A", 10, dt.date(2026, 2, 1)),
    ),
    (
        CHANNEL_RULES,
        {
            "channel": "shop",
            "sku": "A",
            "rule": "percent",
            "value": "50",
            "min_rule": "max",
            "min_value": "1",
            "push": "no",
        },
        ChannelRuleRow("shop", "A", Measure.PERCENT, 50, Measure.MAX, 1, push=False),
        None,
    ),
    (
        CHANNEL_EXCLUSIONS,
        {"channel": "shop", "sku": "A", "warehouse": "W1", "excluded": "no"},
        ChannelExclusionRow("W1", "shop", "A", excluded=False),
        None,
    ),
    (
        POSTAL_CODES,
        {"country_code": "Sweden", "postal_code": "111 22", "lat": "59.3326", "lon": "18.0649"},
        PostalCodeRow("SE", "111 22", 59.3326, 18.0649),
        None,
    ),
    (
        SHIPPING_METHODS,
        {
            "code": "DHL",
            "name": "DHL Paket",
            "plugin": "file",
            "carrier": "DHL",
            "service": "V01",
            "cut_off": "16:30",
            "label": "a6",
            "profile": "german",
            "words": "express;post",
            "active": "no",
        },
        ShippingMethodRow(
            *("DHL", "DHL Paket", "file", "DHL", "V01", "16:30", "a6", "german", "express;post"),
            active=False,
        ),
        None,
    ),
    (
        BOXES,
        {
            "code": "S",
            "name": "Small",
            "length_mm": "200",
            "width_mm": "150",
            "height_mm": "100",
            "outer_length_mm": "210",
            "outer_width_mm": "160",
            "outer_height_mm": "115",
            "weight_g": "80",
            "max_weight_g": "5000",
            "barcode": "4006381333931",
            "material": "CARTON",
            "warehouse": "W1",
            "active": "no",
        },
        BoxRow(
            *("S", "Small", 200, 150, 100, 210, 160, 115, 80, 5000, "4006381333931"),
            *("CARTON", "W1", False),
        ),
        None,
    ),
    (SHARED_CODES, {"code": "abc", "sku": "A"}, SharedCodeRow("abc", "A"), None),
    (
        TRACKING,
        {"shipment": "O1-1", "tracking": "1Z5R89390357567127", "carrier": "UPS"},
        TrackingRow("O1-1", "1Z5R89390357567127", "UPS"),
        None,
    ),
]


def table(rows: list[dict[str, str]]) -> str:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    lines = [columns, *([row.get(column, "") for column in columns] for row in rows)]
    return "".join("\t".join(f'"{cell}"' for cell in line) + "\n" for line in lines)


def test_every_kind_is_tried_here() -> None:
    assert [row[0].name for row in FULL] == list(KINDS)


@pytest.mark.parametrize(("kind", "row", "fields", "line"), FULL, ids=KINDS)
def test_all_columns_of_a_kind_are_read(
    make_file: MakeFile,
    kind: TableKind[Any, Any],
    row: dict[str, str],
    fields: object,
    line: object,
) -> None:
    assert set(map(our_name, row)) == set(kind.columns)
    parsed = read_records(kind, make_file(table([row])))
    assert parsed.rejected == ()
    (record,) = parsed.records
    assert record.rows == (1,)
    assert record.fields == fields
    assert record.lines == ((line,) if line else ())
    assert parsed.columns == set(kind.columns)


@pytest.mark.parametrize(("kind", "row"), [row[:2] for row in FULL], ids=KINDS)
def test_required_columns_are_enough_and_empty_cells_give_the_defaults(
    make_file: MakeFile, kind: TableKind[Any, Any], row: dict[str, str]
) -> None:
    least = {name: row[name] for name in kind.required}
    blank = dict.fromkeys(map(header_of, kind.columns), " ") | least
    short = read_records(kind, make_file(table([least])))
    long = read_records(kind, make_file(table([blank])))
    assert short.rejected == ()
    assert short.records == long.records
    assert short.columns == set(least)
    assert long.columns == set(kind.columns)


def test_headers_stand_in_any_order_and_case_and_unknown_ones_are_told(
    make_file: MakeFile,
) -> None:
    parsed = read_records(PRODUCTS, make_file(" NAME ,colour,Sku\nApple,red,A\n"))
    assert parsed.records[0].fields == ProductRow("A", "Apple")
    assert parsed.unknown_columns == ("colour",)


BAD_CELLS: list[tuple[TableKind[Any, Any], str, str, str]] = [
    (PRODUCTS, "sku", "", "required"),
    (PRODUCTS, "sku", "x" * 101, "too_long"),
    (PRODUCTS, "sku", "A\x1dB", "bad_character"),
    (PRODUCTS, "name", "x" * 501, "too_long"),
    (PRODUCTS, "weight_g", "1.5", "not_whole"),
    (PRODUCTS, "weight_g", "-1", "negative"),
    (PRODUCTS, "weight_g", "1e3", "not_whole"),
    (PRODUCTS, "weight_g", "1_000", "not_whole"),
    (PRODUCTS, "weight_g", "٣", "not_whole"),
    (PRODUCTS, "weight_g", "100000001", "out_of_range"),
    (PRODUCTS, "weight_g", "9" * 30, "too_large"),
    (PRODUCTS, "manage_stock", "maybe", "not_yes_no"),
    (PRODUCTS, "backorder", "perhaps", "not_one_of"),
    (PRODUCTS, "available_from", "31.12.2026", "bad_date"),
    (PRODUCTS, "available_from", "2026-02-30", "bad_date"),
    (PRODUCTS, "available_from", "0026-01-01", "bad_date"),
    (PRODUCTS, "preorder_limit", "-1", "negative"),
    (PRODUCTS, "unit_price", "1,50", "not_a_number"),
    (PRODUCTS, "unit_price", "NaN", "not_a_number"),
    (PRODUCTS, "unit_price", "-1", "negative"),
    (PRODUCTS, "unit_price", "0.12345", "too_many_decimals"),
    (PRODUCTS, "unit_price", "1000000001", "out_of_range"),
    (PRODUCTS, "barcode", "OK;4006381333932", "bad_check_digit"),
    (PRODUCTS, "country_of_origin", "Atlantis", "unknown_country"),
    (PRODUCTS, "packs", "14006381333938", "no_pack"),
    (PRODUCTS, "packs", "12*", "no_pack"),
    (PRODUCTS, "packs", "1*14006381333938", "no_pack"),
    (PRODUCTS, "packs", "0*14006381333938", "not_positive"),
    (PRODUCTS, "packs", "12*14006381333939", "bad_check_digit"),
    (PRODUCTS, "packs", "12*BOX;6*box", "pack_twice"),
    (PRODUCTS, "packs", "12*a-1", "pack_is_sku"),
    (PRODUCTS, "pick_multiple", "1", "out_of_range"),
    (WAREHOUSES, "countries", "DE;Atlantis", "unknown_country"),
    (WAREHOUSES, "latitude", "90.1", "out_of_range"),
    (WAREHOUSES, "kind", "magic", "not_one_of"),
    (STOCK, "quantity", "-1", "negative"),
    (STOCK, "unavailable", "6", "unavailable_above_quantity"),
    (ORDERS, "quantity", "0", "not_positive"),
    (ORDERS, "quantity", "-2", "not_positive"),
    (ORDERS, "quantity", "1.5", "not_whole"),
    (ORDERS, "quantity", "many", "not_whole"),
    (ORDERS, "quantity", "", "required"),
    (ORDERS, "country", "Atlantis", "unknown_country"),
    (ORDERS, "ordered_at", "yesterday", "bad_date"),
    (ORDERS, "ship_by", "2026-13-01", "bad_date"),
    (ORDERS, "currency", "XYZ", "unknown_currency"),
    (ORDERS, "priority", "high", "not_whole"),
    (ORDERS, "max_warehouses", "0", "not_positive"),
    (ORDERS, "payment", "later", "not_one_of"),
    (SUPPLIERS, "lead_time_days", "5000", "out_of_range"),
    (PURCHASE_ORDERS, "status", "received", "not_one_of"),
    (CHANNEL_RULES, "value", "", "value_missing"),
    (CHANNEL_RULES, "min_rule", "", "value_missing"),
    (CHANNEL_RULES, "value", "101", "out_of_range"),
    (CHANNEL_RULES, "value", "-1", "negative"),
    (CHANNEL_RULES, "value", "12.5", "not_whole"),
    (CHANNEL_RULES, "value", "half", "not_whole"),
    (CHANNEL_RULES, "rule", "share", "not_one_of"),
]


@pytest.mark.parametrize(
    ("kind", "column", "value", "code"),
    BAD_CELLS,
    ids=[f"{bad[0].name} {bad[1]} {bad[3]}" for bad in BAD_CELLS],
)
def test_a_bad_cell_rejects_its_row_by_name(
    make_file: MakeFile, kind: TableKind[Any, Any], column: str, value: str, code: str
) -> None:
    good = next(row[1] for row in FULL if row[0] is kind)
    parsed = read_records(kind, make_file(table([good | {column: value}])))
    assert parsed.records == ()
    (rejected,) = parsed.rejected
    (reject,) = rejected.rejects
    assert (reject.row, reject.column, reject.code) == (1, column, code)
    assert reject.value == (value if len(value) <= 200 else f"{value[:200]}…")
    assert "{" not in sentence_of(reject)
