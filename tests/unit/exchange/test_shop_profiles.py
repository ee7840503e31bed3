"""The profiles that ship read what the shops write."""

import datetime as dt
from pathlib import Path

import pytest

from helpers.tables import MakeFile
from packbench.domain.orders import Payment
from packbench.exchange.kinds import ORDERS, OrderHead, OrderLineFields
from packbench.exchange.profiles import load_profile, profile_names
from packbench.exchange.reading import read_records
from packbench.exchange.records import Parsed
from packbench.words.refusals import told

SHOPIFY = """\
Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Currency,Created at,\
Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Lineitem requires shipping,\
Lineitem fulfillment status,Shipping Name,Shipping Address1,Shipping City,Shipping Zip,\
Shipping Country,Shipping Phone,Notes,Cancelled at,Shipping Method
#1,ann@x.com,paid,,unfulfilled,,EUR,2026-11-01 09:59:00 +0100,1,Mug,9.90,MUG,true,pending,Ann,\
St. 1,Dresden,'01067,DE,'+49301234,"Two
lines",,Express
#1,ann@x.com,,,,,,2026-11-01 09:59:00 +0100,2,Tee,19.90,TEE,true,pending,,,,,,,,,
#2,bob@x.com,refunded,,unfulfilled,,EUR,2026-11-01 09:59:00 +0100,1,Mug,9.90,MUG,true,pending,Bob,\
St. 2,Graz,'8010,AT,,,2026-11-02 08:00:00 +0100,
#2,bob@x.com,,,,,,2026-11-01 09:59:00 +0100,3,Tee,19.90,TEE,true,pending,,,,,,,,,
#3,cyd@x.com,pending,,unfulfilled,,EUR,2026-11-01 09:59:00 +0100,1,Tip,5.00,,false,pending,Cyd,\
St. 3,Graz,'8010,AT,,,,
#3,cyd@x.com,,,,,,2026-11-01 09:59:00 +0100,1,Mug,9.90,MUG,true,pending,,,,,,,,,
#4,dee@x.com,paid,,fulfilled,2026-11-02,EUR,2026-11-01 09:59:00 +0100,1,Mug,9.90,MUG,true,\
fulfilled,Dee,St. 4,Graz,'8010,AT,,,,
#5,eve@x.com,paid,,partial,,EUR,2026-11-01 09:59:00 +0100,1,Mug,9.90,MUG,true,fulfilled,\
Eve,St. 5,Graz,'8010,AT,,,,
#5,eve@x.com,,,,,,2026-11-01 09:59:00 +0100,3,Tee,19.90,TEE,true,pending,,,,,,,,,
"""

WOO_HEAD = (
    "Order Number,Order Status,Order Date,Customer Note,Email (Billing),Phone (Billing),"
    "First Name (Shipping),Last Name (Shipping),Address 1&2 (Shipping),City (Shipping),"
    "State Code (Shipping),Postcode (Shipping),Country Code (Shipping),SKU,Item #,Item Name,"
    "Quantity (- Refund),Item Cost"
)
WOO = f"""\
{WOO_HEAD}
11,Processing,2026-11-01 10:00,Ring twice,a@x.com,123,Ann,Alpha,"Street 1, Door 2",Graz,,8010,AT,\
MUG,1,Mug,1,9.90
11,Processing,2026-11-01 10:00,Ring twice,a@x.com,123,Ann,Alpha,"Street 1, Door 2",Graz,,8010,AT,\
TEE,2,Tee,0,19.90
12,On hold,2026-11-01 10:00,,b@x.com,,Bob,Beta,Street 2,Graz,,8010,AT,MUG,1,Mug,2,9.90
13,Cancelled,2026-11-01 10:00,,c@x.com,,Cyd,,Street 3,Graz,,8010,AT,MUG,1,Mug,2,9.90
14,Completed,2026-11-01 10:00,,d@x.com,,Dee,,Street 4,Graz,,8010,AT,MUG,1,Mug,2,9.90
"""

AMAZON = (
    "order-id\torder-item-id\tpurchase-date\tpayments-date\tbuyer-email\tbuyer-name\t"
    "buyer-phone-number\tsku\tproduct-name\tquantity-purchased\tcurrency\titem-price\t"
    "recipient-name\tship-address-1\tship-address-2\tship-address-3\tship-city\tship-state\t"
    "ship-postal-code\tship-country\tship-phone-number\tdelivery-Instructions\n"
    '302-1\t1\t2026-11-01T10:00:00+00:00\t\ta@x.com\tAnn\t\tMUG\t"Premium mug\t1\tEUR\t9.90\t'
    "Ann Alpha\tStr. 1\tTop 2\tHof\tMünchen\t\t01067\tDE\t123\t\n"
    '302-1\t2\t2026-11-01T10:00:00+00:00\t\ta@x.com\tAnn\t\tTEE\tFrame 24"\t2\tEUR\t9.90\t'
    "Ann Alpha\tStr. 1\tTop 2\tHof\tMünchen\t\t01067\tDE\t123\t\n"
)

UNSHIPPED = (
    "order-id\torder-item-id\tpurchase-date\tpayments-date\treporting-date\tpromise-date\t"
    "days-past-promise\tbuyer-email\tbuyer-name\tbuyer-phone-number\tsku\tproduct-name\t"
    "quantity-purchased\tquantity-shipped\tquantity-to-ship\tship-service-level\trecipient-name\t"
    "ship-address-1\tship-address-2\tship-address-3\tship-city\tship-state\tship-postal-code\t"
    "ship-country\n"
    "302-1\t1\t2026-11-01T10:00:00+00:00\t\t\t2026-11-05T10:00:00+00:00\t0\ta@x.com\tAnn\t1\tMUG\t"
    "Mug\t3\t1\t2\tStandard\tAnn\tStr. 1\t\t\tGraz\t\t8010\tAT\n"
    "302-1\t2\t2026-11-01T10:00:00+00:00\t\t\t2026-11-05T10:00:00+00:00\t0\ta@x.com\tAnn\t1\tTEE\t"
    "Tee\t1\t1\t0\tStandard\tAnn\tStr. 1\t\t\tGraz\t\t8010\tAT\n"
)

EBAY_HEAD = (
    '"Sales Record Number","Order Number","Buyer Email","Buyer Note","Ship To Name",'
    '"Ship To Phone","Ship To Address 1","Ship To Address 2","Ship To City","Ship To State",'
    '"Ship To Zip","Ship To Country","Item Number","Item Title","Custom Label","Quantity",'
    '"Sold For","Sale Date","Paid On Date","Ship By Date","Shipped On Date"'
)
EBAY = f"""\
"","","","","","","","","","","","","","","","","","","","",""
{EBAY_HEAD}
"","","","","","","","","","","","","","","","","","","","",""
"1","11-1","a@x.com","","Ann","1","St 1","","Leeds","","LS1","United Kingdom","7","Mug","MUG","1",\
"£9.90","Nov-25-26","Nov-25-26","Nov-27-26",""
"2","11-2","b@x.com","","Bob","1","St 2","","Graz","","8010","Austria","","","","3",\
"£9.90","25-Nov-26","","27-Nov-26",""
"2","11-2","b@x.com","","","","","","","","","","8","Mug","MUG","1","£9.90","25-Nov-26","","",""
"2","11-2","b@x.com","","","","","","","","","","9","Tee","TEE","2","£9.90","25-Nov-26","","",""
"3","11-3","c@x.com","","Cyd","1","St 3","","Graz","","8010","Austria","7","Mug","MUG","1",\
"£9.90","25-Nov-26","25-Nov-26","27-Nov-26","26-Nov-26"

"3","record(s) downloaded"
"Seller ID : shop-9"
"""


def read(path: Path, profile: str) -> Parsed[OrderHead, OrderLineFields]:
    parsed = read_records(ORDERS, path, profile=load_profile(profile))
    assert parsed.rejected == ()
    counted = parsed.taken_rows + sum(left.rows for left in parsed.left_out)
    assert parsed.rows == counted
    return parsed


def lines(parsed: Parsed[OrderHead, OrderLineFields]) -> dict[str, list[tuple[str, int]]]:
    return {
        record.fields.order_number: [(line.sku, line.quantity) for line in record.lines]
        for record in parsed.records
    }


def test_orders_of_shopify(make_file: MakeFile) -> None:
    parsed = read(make_file(SHOPIFY), "shopify-orders")
    assert lines(parsed) == {
        "#1": [("MUG", 1), ("TEE", 2)],
        "#3": [("MUG", 1)],
        "#5": [("TEE", 3)],
    }
    first, third, fifth = (record.fields for record in parsed.records)
    assert (first.postal_code, first.phone, first.note) == ("01067", "+49301234", "Two\nlines")
    assert first.ordered_at == dt.datetime(2026, 11, 1, 8, 59, tzinfo=dt.UTC)
    assert (third.customer_name, third.country) == ("Cyd", "AT")
    assert (first.ship_method, third.ship_method) == ("Express", None)
    assert [one.payment for one in (first, third, fifth)] == [
        Payment.PAID,
        Payment.AWAITING,
        Payment.PAID,
    ]
    assert {left.cause: left.rows for left in parsed.left_out} == {"cancelled": 2, "fulfilled": 1}


def test_orders_of_woocommerce(make_file: MakeFile) -> None:
    parsed = read(make_file(WOO), "woocommerce")
    assert lines(parsed) == {"11": [("MUG", 1)], "12": [("MUG", 2)]}
    first, second = (record.fields for record in parsed.records)
    assert (first.customer_name, first.street) == ("Ann Alpha", "Street 1, Door 2")
    assert (first.payment, second.payment) == (Payment.PAID, Payment.AWAITING)


@pytest.mark.parametrize("codec", ["cp1252", "utf-8"])
def test_the_order_report_of_amazon(make_file: MakeFile, codec: str) -> None:
    parsed = read(make_file(AMAZON.encode(codec), "report.txt"), "amazon")
    assert lines(parsed) == {"302-1": [("MUG", 1), ("TEE", 2)]}
    head = parsed.records[0].fields
    assert (head.street, head.street2, head.city) == ("Str. 1", "Top 2, Hof", "München")


def test_the_unshipped_report_of_amazon(make_file: MakeFile) -> None:
    parsed = read(make_file(UNSHIPPED, "report.txt"), "amazon-unshipped")
    assert lines(parsed) == {"302-1": [("MUG", 2)]}
    head = parsed.records[0].fields
    assert (head.ship_by, head.ship_method) == (dt.date(2026, 11, 5), "Standard")


@pytest.mark.parametrize("end", ["", "\n"])
def test_the_orders_report_of_ebay(make_file: MakeFile, end: str) -> None:
    parsed = read(make_file(EBAY.rstrip() + end), "ebay")
    assert lines(parsed) == {"11-1": [("MUG", 1)], "11-2": [("MUG", 1), ("TEE", 2)]}
    first, second = (record.fields for record in parsed.records)
    assert (first.country, first.ship_by) == ("GB", dt.date(2026, 11, 27))
    assert (second.customer_name, second.payment) == ("Bob", Payment.AWAITING)
    assert told(parsed.notes[0]).startswith("What stands below the table was left")


def test_every_profile_that_ships_says_what_it_is_for() -> None:
    names = ["amazon", "amazon-unshipped", "ebay", "online-retail", "shopify-orders", "woocommerce"]
    assert set(names) <= set(profile_names())
    assert len({load_profile(name).title for name in names}) == len(names)
