"""The words of master data: what kinds there are, what their fields are called, what names them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from packbench.domain.custom_fields import label_of
from packbench.words.counted import Counted
from packbench.words.custom_fields import KINDS as FIELD_KINDS
from packbench.words.language import mark, tr


@dataclass(frozen=True, slots=True)
class MasterWords:
    """What a kind of master data is called.

    Attributes:
        title: many of them, as a heading.
        menu: the same in the menu, with `&` before its letter.
        one: the heading of the column of records.
        new, edit: the headings of the form; `{name}` is the record's code.
        tip: one clause on what they are.
        empty: what stands there while there are none.
        saved: when one was written.
    """

    title: str
    menu: str
    one: str
    new: str
    edit: str
    tip: str
    empty: str
    saved: str


MASTERS: Mapping[str, MasterWords] = {
    "products": MasterWords(
        mark("Products"),
        mark("&Products…"),
        mark("Product"),
        mark("New product"),
        mark("Product {name}"),
        mark("What is sold: codes, barcodes, kits, sizes, prices"),
        mark("No products yet"),
        mark("Product {name} saved."),
    ),
    "warehouses": MasterWords(
        mark("Warehouses"),
        mark("&Warehouses…"),
        mark("Warehouse"),
        mark("New warehouse"),
        mark("Warehouse {name}"),
        mark("Where goods ship from: countries, rank, address"),
        mark("No warehouses yet"),
        mark("Warehouse {name} saved."),
    ),
    "locations": MasterWords(
        mark("Locations"),
        mark("&Locations…"),
        mark("Location"),
        mark("New location"),
        mark("Location {name}"),
        mark("The bins of warehouses and their places on the walk"),
        mark("No locations yet"),
        mark("Location {name} saved."),
    ),
    "pick-bins": MasterWords(
        mark("Pick bins"),
        mark("P&ick bins…"),
        mark("Pick bin"),
        mark("New pick bin"),
        mark("Pick bin {name}"),
        mark("From which bin a product is picked, and between which numbers it is kept filled"),
        mark("No pick bins yet: nothing is replenished"),
        mark("Pick bin {name} saved."),
    ),
    "suppliers": MasterWords(
        mark("Suppliers"),
        mark("&Suppliers…"),
        mark("Supplier"),
        mark("New supplier"),
        mark("Supplier {name}"),
        mark("Who sells to us: currency, days to wait, tolerance"),
        mark("No suppliers yet"),
        mark("Supplier {name} saved."),
    ),
    "supplier-products": MasterWords(
        mark("Terms of suppliers"),
        mark("&Terms of suppliers…"),
        mark("Terms"),
        mark("New terms of a supplier"),
        mark("Terms {name}"),
        mark("What each supplier calls and asks for a product: cost, packs, days"),
        mark("No terms of suppliers yet"),
        mark("Terms {name} saved."),
    ),
    "reorder-rules": MasterWords(
        mark("Reorder rules"),
        mark("&Reorder rules…"),
        mark("Rule"),
        mark("New reorder rule"),
        mark("Reorder rule {name}"),
        mark("When a product is bought again: below a point, or for so many days"),
        mark("No reorder rules yet"),
        mark("Reorder rule {name} saved."),
    ),
    "channel-rules": MasterWords(
        mark("Rules of channels"),
        mark("R&ules of channels…"),
        mark("Rule"),
        mark("New rule of a channel"),
        mark("Rule of {name}"),
        mark("How much of what is available each channel shows, of all SKUs or of one"),
        mark("No rules yet: every channel shows all that is available"),
        mark("Rule of {name} saved."),
    ),
    "channels": MasterWords(
        mark("Channels"),
        mark("&Channels…"),
        mark("Channel"),
        mark("New channel"),
        mark("Channel {name}"),
        mark("Where orders come from: what holds for them, which warehouses, which slip"),
        mark("No channels yet"),
        mark("Channel {name} saved."),
    ),
    "shipping-methods": MasterWords(
        mark("Shipping methods"),
        mark("S&hipping methods…"),
        mark("Shipping method"),
        mark("New shipping method"),
        mark("Shipping method {name}"),
        mark("How orders go: what channels call it, who carries it, until when"),
        mark("No shipping methods yet"),
        mark("Shipping method {name} saved."),
    ),
    "operators": MasterWords(
        mark("Operators"),
        mark("&Operators…"),
        mark("Operator"),
        mark("New operator"),
        mark("Operator {name}"),
        mark("Who works at the stations"),
        mark("No operators yet"),
        mark("Operator {name} saved."),
    ),
    "fields": MasterWords(
        mark("Custom fields"),
        mark("Custom &fields…"),
        mark("Field"),
        mark("New field"),
        mark("Field {name}"),
        mark("What you write of orders and products beside the usual"),
        mark("No custom fields yet"),
        mark("Field {name} saved."),
    ),
}
"""By the kind's name."""

ACTIVITY: Mapping[bool, tuple[str, Counted]] = {
    True: (mark("Activate…"), Counted("Activate {count} record", "Activate {count} records")),
    False: (
        mark("Deactivate…"),
        Counted("Deactivate {count} record", "Deactivate {count} records"),
    ),
}
"""What switching on and off is called, by which of them it is."""


@dataclass(frozen=True, slots=True)
class FieldName:
    """What a value is called: its label with `&` before its letter, and what its field says."""

    label: str
    hint: str = ""


FIELDS: Mapping[str, FieldName] = {
    "sku": FieldName(mark("S&KU"), mark("The code by which it is ordered")),
    "code": FieldName(mark("C&ode"), mark("Short and for good, such as VIE")),
    "name": FieldName(mark("&Name")),
    "active": FieldName(mark("&In use"), mark("Is used")),
    "barcode": FieldName(mark("&Barcodes"), mark("Several with ;")),
    "packs": FieldName(mark("Pac&ks"), mark("12*CODE for a carton of twelve; several with ;")),
    "components": FieldName(mark("Co&mponents"), mark("Of a kit: 2*SKU; SKU")),
    "weight_g": FieldName(mark("Wei&ght (g)")),
    "length_mm": FieldName(mark("&Length (mm)")),
    "width_mm": FieldName(mark("Wi&dth (mm)")),
    "height_mm": FieldName(mark("Hei&ght (mm)")),
    "role": FieldName(mark("&Role"), mark("clerk, buyer or supervisor: how much may be bought")),
    "tracking": FieldName(mark("&Tracking"), mark("none, lot or serial")),
    "manage_stock": FieldName(mark("Stock"), mark("Its stock is coun&ted")),
    "backorder": FieldName(mark("Bac&k orders"), mark("backorder, preorder or no")),
    "available_from": FieldName(mark("A&vailable from"), mark("Of a pre-order, as 2026-12-24")),
    "preorder_limit": FieldName(mark("Pre-orders at &most"), mark("Empty: no limit")),
    "pick_multiple": FieldName(mark("Picked in &packs of"), mark("Empty: by the piece")),
    "unit_cost": FieldName(mark("C&ost")),
    "unit_price": FieldName(mark("P&rice")),
    "supplier": FieldName(mark("S&upplier"), mark("The code of whom it is bought from")),
    "country_of_origin": FieldName(mark("Countr&y of origin"), mark("A name or a code")),
    "hs_code": FieldName(mark("&HS code"), mark("6 to 10 digits, as 6109.10")),
    "customs_description": FieldName(
        mark("Customs d&escription"), mark("In place of the name on customs forms")
    ),
    "customs_value": FieldName(mark("&Customs value"), mark("Of a unit that costs nothing")),
    "kind": FieldName(mark("&Kind"), mark("physical or virtual")),
    "countries": FieldName(mark("Countr&ies"), mark("DE; AT; CH, or * for all")),
    "rank": FieldName(mark("&Rank"), mark("1 serves before 2")),
    "daily_orders": FieldName(mark("Orders a &day"), mark("Empty: no limit")),
    "street": FieldName(mark("&Street")),
    "city": FieldName(mark("Ci&ty")),
    "postal_code": FieldName(mark("&Postal code")),
    "country": FieldName(mark("Countr&y"), mark("Where it stands: a name or a code")),
    "latitude": FieldName(mark("L&atitude"), mark("In degrees, as 48.2")),
    "longitude": FieldName(mark("Lon&gitude"), mark("In degrees, as 16.37")),
    "warehouse": FieldName(mark("&Warehouse")),
    "zone": FieldName(mark("&Zone")),
    "aisle": FieldName(mark("&Aisle")),
    "bay": FieldName(mark("Ba&y")),
    "level": FieldName(mark("&Level")),
    "pickable": FieldName(mark("&Pickable"), mark("Goods are picked from it")),
    "x": FieldName(mark("&X"), mark("Metres, on the walk")),
    "y": FieldName(mark("Y"), mark("Metres, on the walk")),
    "sequence": FieldName(mark("&Sequence"), mark("Its place on the walk")),
    "email": FieldName(mark("&E-mail")),
    "currency": FieldName(mark("C&urrency"), mark("Such as EUR")),
    "lead_time_days": FieldName(mark("&Days until it comes")),
    "over_receipt_percent": FieldName(
        mark("More than or&dered (%)"), mark("What is taken at most")
    ),
    "lead_time_spread_days": FieldName(
        mark("&Varies by (days)"), mark("Standard deviation; empty: 0")
    ),
    "language": FieldName(mark("&Language"), mark("In which they are written to")),
    "street2": FieldName(mark("Street, &2nd line")),
    "phone": FieldName(mark("P&hone")),
    "account_number": FieldName(mark("&Account number"), mark("Ours with them")),
    "terms": FieldName(mark("Ter&ms"), mark("Such as 30 days net")),
    "price_breaks": FieldName(mark("Price &breaks"), mark("From a quantity on: 10=4.50; 100=4.10")),
    "preferred": FieldName(mark("P&referred"), mark("Bou&ght from this supplier first")),
    "point": FieldName(mark("Reorder po&int"), mark("Below it more is bought; or days of cover")),
    "cover_days": FieldName(
        mark("&Days of cover"), mark("For how long it is to last; the point is computed")
    ),
    "demand_days": FieldName(mark("Demand &of"), mark("So many days before today")),
    "service_percent": FieldName(
        mark("Ser&vice level (%)"), mark("How often it is to last until more comes")
    ),
    "supplier_sku": FieldName(mark("&Their SKU"), mark("What the supplier calls it")),
    "pack_size": FieldName(mark("Packs o&f"), mark("Bought in whole packs of so many")),
    "minimum_quantity": FieldName(mark("At &least"), mark("The fewest that are bought")),
    "channel": FieldName(mark("C&hannel"), mark("As its orders name it; it stays")),
    "rule": FieldName(mark("Sho&ws")),
    "value": FieldName(mark("&Number"), mark("Percent, or units at most")),
    "min_rule": FieldName(mark("At the &minimum")),
    "min_value": FieldName(mark("N&umber there"), mark("While nothing is above its minimum")),
    "push": FieldName(mark("Told"), mark("The channel is &told its number")),
    "verify": FieldName(mark("&Verify"), mark("Look at each order first")),
    "ship_partial": FieldName(mark("In &parts"), mark("New orders may ship in parts")),
    "max_warehouses": FieldName(mark("&Warehouses at most"), mark("Of a new order; empty: any")),
    "number_prefix": FieldName(mark("Num&ber prefix"), mark("As ET-, before a number taken")),
    "slip_template": FieldName(mark("&Slip template"), mark("Empty: the one of all others")),
    "exclusions": FieldName(
        mark("Nev&er from"), mark("Warehouses, or one for a SKU: GRZ; VIE:SKU")
    ),
    "listings": FieldName(
        mark("&Listing SKUs"), mark("What it calls our products: THEIRS=OURS; …")
    ),
    "words": FieldName(mark("&Words"), mark("What channels call it; parted by ;")),
    "plugin": FieldName(mark("Label &made by")),
    "carrier": FieldName(mark("C&arrier")),
    "service": FieldName(mark("&Service"), mark("What is booked with the carrier")),
    "cut_off": FieldName(mark("C&ut-off"), mark("Such as 16:30")),
    "profile": FieldName(mark("La&yout"), mark("Of a file: generic, german")),
    "safety": FieldName(mark("&Safety stock"), mark("Kept back from orders")),
    "location": FieldName(mark("&Bin"), mark("The bin's code")),
    "maximum": FieldName(mark("Ma&ximum"), mark("So much lies there when it is full")),
    "minimum": FieldName(mark("&Minimum"), mark("Below it more is bought, or carried to the bin")),
    "reorder_point": FieldName(mark("Reorder poin&t"), mark("Empty: none")),
    "reorder_quantity": FieldName(mark("&Reorder quantity"), mark("Empty: as it takes")),
    "quantity": FieldName(mark("&Quantity")),
    "component_sku": FieldName(mark("Component")),
    "kit_sku": FieldName(mark("Kit")),
    "of": FieldName(mark("O&f")),
    "label": FieldName(mark("&Label")),
    "choices": FieldName(mark("C&hoices"), mark("Of a list: red; green; blue")),
    "required": FieldName(mark("Required"), mark("Can't be left empt&y")),
    "listed": FieldName(mark("Listed"), mark("Lists show its column from the be&ginning")),
    "on_slip": FieldName(mark("Packing slip"), mark("Printed on packing &slips")),
    "on_pick_list": FieldName(mark("Pick list"), mark("Printed on pick lis&ts")),
}
"""By the column of the import."""

CHOICES: Mapping[str, str] = {
    "percent": mark("so many percent"),
    "max": mark("at most so many"),
    "min_rule.": mark("the same"),
    "none": mark("not tracked"),
    "lot": mark("by lot"),
    "role.clerk": mark("clerk"),
    "role.buyer": mark("buyer"),
    "role.supervisor": mark("supervisor"),
    "serial": mark("by serial number"),
    "no": mark("not sold without stock"),
    "backorder": mark("waits for stock"),
    "preorder": mark("pre-order"),
    "physical": mark("real, goods ship from it"),
    "virtual": mark("virtual, a pool of pre-orders"),
    "en": mark("English"),
    "de": mark("German"),
    "fr": mark("French"),
    "es": mark("Spanish"),
    "it": mark("Italian"),
    "nl": mark("Dutch"),
    "pl": mark("Polish"),
    "28": mark("the last 28 days"),
    "90": mark("the last 90 days"),
    "4x6": mark("4 × 6 inches"),
    "a6": mark("A6 (105 × 148 mm)"),
    "label.none": mark("no label"),
    "order": mark("orders"),
    "product": mark("products"),
    **FIELD_KINDS,
}
"""The words of values that can only be chosen; after a field's name where it has its own."""


def choice_word(field: str, word: str) -> str:
    """What a value that can only be chosen is called; itself where it has no words."""
    known = CHOICES.get(f"{field}.{word}") or CHOICES.get(word)
    return tr(known) if known else word


USES: Mapping[str, str] = {
    "orders": mark("orders"),
    "channel": mark("orders"),
    "shipping_method": mark("orders"),
    "shipment_label": mark("labels of shipments"),
    "station_rule": mark("rules of stations"),
    "station_check": mark("rules of stations"),
    "channel_listing": mark("listings of channels"),
    "channel_token": mark("tokens of channels"),
    "order_line": mark("orders"),
    "order_problem": mark("orders"),
    "allocation": mark("orders"),
    "shipment": mark("orders"),
    "waiting": mark("back orders"),
    "stock": mark("stock"),
    "stock_bin": mark("stock"),
    "movement": mark("stock movements"),
    "purchase_order": mark("purchase orders"),
    "purchase_order_line": mark("purchase orders"),
    "product": mark("products"),
    "kit_component": mark("kits"),
    "supplier_product": mark("terms of suppliers"),
    "price_break": mark("terms of suppliers"),
    "price_history": mark("prices of suppliers"),
    "reorder_rule": mark("reorder rules"),
    "order_exclusion": mark("orders that are kept out of it"),
    "channel_exclusion": mark("exclusions of channels"),
    "channel_rule": mark("rules of channels"),
    "channel_feed": mark("channels that ask for stock"),
    "location": mark("locations"),
    "wave": mark("waves"),
    "pick_task": mark("waves"),
    "station": mark("stations"),
    "box_type": mark("boxes"),
    "command": mark("the history"),
    "bin_to_count": mark("bins to count"),
    "pick_bin": mark("pick bins"),
    "replenish_task": mark("replenishment"),
    "warehouse_layout": mark("ways of warehouses"),
}
"""What may name a record, by its table; a table without words of its own is other records."""


def field_word(column: str) -> str:
    """What a column is called, in the language in use; itself where it has no words."""
    known = FIELDS.get(column)
    return tr(known.label).replace("&", "") if known else label_of(column)


def uses_words(tables: Iterable[str]) -> str:
    """What names a record, by tables, each once."""
    return ", ".join(dict.fromkeys(tr(USES.get(one, _OTHERS)) for one in tables))


_OTHERS = mark("other records")
