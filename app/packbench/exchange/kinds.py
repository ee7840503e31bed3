"""The kinds of tables that can be imported: their columns, forms and defaults (`docs/cli.md`).

A kind's columns are the fields of its dataclasses; those without a default are required. An empty
cell gives the default. Most kinds have one row a record; orders, kits and purchase orders have one
row a line: `fields` are then taken from the first row, `line` from each.
"""

import dataclasses
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from packbench.domain.catalog import BackorderPolicy, Tracking, code_key
from packbench.domain.channels import ALL_OF_IT, Measure
from packbench.domain.custom_fields import (
    CustomKind,
    column_called,
    defined,
    heading_of,
    is_custom,
    is_used,
)
from packbench.domain.orders import Payment
from packbench.domain.rejects import RejectCode
from packbench.domain.warehousing import ALL_COUNTRIES, WarehouseKind
from packbench.exchange.cells import (
    BackorderWord,
    Barcodes,
    BoxSide,
    BoxSideOrNone,
    BoxWeightOrNone,
    CellForm,
    CodeOrNone,
    CodeText,
    Count,
    CountOrNone,
    Countries,
    Country,
    CountryOrNone,
    CurrencyOrNone,
    DayOrNone,
    KindWord,
    Latitude,
    LatitudeOrNone,
    Line,
    LineOrNone,
    Longitude,
    LongitudeOrNone,
    MomentOrNone,
    MoneyOrNone,
    MultipleOrNone,
    NoteOrNone,
    Packs,
    PaymentWord,
    PositionOrNone,
    Priority,
    Quantity,
    QuantityOrNone,
    RuleWordOrNone,
    TagsOrNone,
    TrackingWord,
    YesNo,
    form_of,
    problem,
)
from packbench.exchange.custom_cells import OrderFieldCells, ProductFieldCells
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

Fields = TypeVar("Fields")
LineFields = TypeVar("LineFields")


@dataclass(frozen=True, slots=True)
class ProductRow(ProductFieldCells):
    """What is sold."""

    sku: CodeText
    name: Line
    barcode: Barcodes = ()
    weight_g: CountOrNone = None
    length_mm: CountOrNone = None
    width_mm: CountOrNone = None
    height_mm: CountOrNone = None
    manage_stock: YesNo = True
    backorder: BackorderWord = BackorderPolicy.BACKORDER
    available_from: DayOrNone = None
    preorder_limit: CountOrNone = None
    tracking: TrackingWord = Tracking.NONE
    unit_cost: MoneyOrNone = None
    unit_price: MoneyOrNone = None
    supplier: CodeOrNone = None
    country_of_origin: CountryOrNone = None
    hs_code: CodeOrNone = None
    packs: Packs = ()
    pick_multiple: MultipleOrNone = None
    customs_description: LineOrNone = None
    customs_value: MoneyOrNone = None
    active: YesNo = True

    def __post_init__(self) -> None:
        """A SKU is one piece."""
        if any(code_key(one.code) == code_key(self.sku) for one in self.packs):
            raise problem(RejectCode.PACK_IS_SKU, column="packs")


@dataclass(frozen=True, slots=True)
class KitHead:
    """A kit."""

    kit_sku: CodeText


@dataclass(frozen=True, slots=True)
class KitLine:
    """How many of a component are in one kit unit."""

    component_sku: CodeText
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class WarehouseRow:
    """A warehouse and the countries that it serves."""

    code: CodeText
    name: Line
    kind: KindWord = WarehouseKind.PHYSICAL
    active: YesNo = True
    countries: Countries = (ALL_COUNTRIES,)
    rank: Quantity = 1
    daily_orders: CountOrNone = None
    street: LineOrNone = None
    city: LineOrNone = None
    postal_code: CodeOrNone = None
    country: CountryOrNone = None
    latitude: LatitudeOrNone = None
    longitude: LongitudeOrNone = None

    def __post_init__(self) -> None:
        """Half a place is none."""
        if (self.latitude is None) != (self.longitude is None):
            missing = "latitude" if self.latitude is None else "longitude"
            raise problem(RejectCode.VALUE_MISSING, column=missing)


@dataclass(frozen=True, slots=True)
class LocationRow:
    """A bin; `x`, `y` and `sequence` are its walking position."""

    warehouse: CodeText
    code: CodeText
    barcode: CodeOrNone = None
    zone: CodeOrNone = None
    aisle: CodeOrNone = None
    bay: CodeOrNone = None
    level: CodeOrNone = None
    pickable: YesNo = True
    x: PositionOrNone = None
    y: PositionOrNone = None
    sequence: CountOrNone = None


@dataclass(frozen=True, slots=True)
class PickBinRow:
    """A bin that a product is picked from, and how much is to lie in it."""

    warehouse: CodeText
    location: CodeText
    sku: CodeText
    minimum: Quantity
    maximum: Quantity

    def __post_init__(self) -> None:
        """There is room between what is too little and what is full."""
        if self.maximum <= self.minimum:
            raise problem(RejectCode.MAXIMUM_TOO_LOW, column="maximum", minimum=self.minimum)


@dataclass(frozen=True, slots=True)
class StockFields:
    """What was counted of a product at a warehouse, in one location and of one lot.

    What an empty cell does not say stays as it is.
    """

    warehouse: CodeText
    sku: CodeText
    quantity: Count
    location: CodeOrNone = None
    lot: CodeOrNone = None
    expires_on: DayOrNone = None
    unavailable: CountOrNone = None
    safety: CountOrNone = None
    minimum: CountOrNone = None
    reorder_point: CountOrNone = None
    reorder_quantity: CountOrNone = None

    def __post_init__(self) -> None:
        """Unavailable units are part of those on hand."""
        if self.unavailable is not None and self.unavailable > self.quantity:
            raise problem(
                RejectCode.UNAVAILABLE_ABOVE_QUANTITY, column="unavailable", quantity=self.quantity
            )


@dataclass(frozen=True, slots=True)
class OrderHead(OrderFieldCells):
    """What is said of an order as a whole."""

    order_number: CodeText
    channel: CodeOrNone = None
    ordered_at: MomentOrNone = None
    customer_name: LineOrNone = None
    customer_email: LineOrNone = None
    company: LineOrNone = None
    street: LineOrNone = None
    street2: LineOrNone = None
    city: LineOrNone = None
    postal_code: CodeOrNone = None
    region: LineOrNone = None
    country: CountryOrNone = None
    phone: CodeOrNone = None
    currency: CurrencyOrNone = None
    priority: Priority = 0
    ship_by: DayOrNone = None
    max_warehouses: QuantityOrNone = None
    ship_partial: YesNo = True
    payment: PaymentWord = Payment.PAID
    note: NoteOrNone = None
    gift_message: NoteOrNone = None
    ship_method: LineOrNone = None
    shipping_charged: MoneyOrNone = None
    discount: MoneyOrNone = None
    tax: MoneyOrNone = None
    tags: TagsOrNone = None


@dataclass(frozen=True, slots=True)
class OrderLineFields:
    """One line of an order."""

    sku: CodeText
    quantity: Quantity
    unit_price: MoneyOrNone = None


@dataclass(frozen=True, slots=True)
class ChannelRuleRow:
    """What a channel may show of a product (`sku` None: of all)."""

    channel: CodeText
    sku: CodeOrNone = None
    rule: RuleWordOrNone = None
    value: CountOrNone = None
    min_rule: RuleWordOrNone = None
    min_value: CountOrNone = None
    push: YesNo = True

    def __post_init__(self) -> None:
        """A rule and its value belong together; no more than all of it is shown."""
        for rule, value in (("rule", "value"), ("min_rule", "min_value")):
            measure, number = getattr(self, rule), getattr(self, value)
            if (measure is None) != (number is None):
                missing = rule if measure is None else value
                raise problem(RejectCode.VALUE_MISSING, column=missing)
            if measure is Measure.PERCENT and number > ALL_OF_IT:
                raise problem(RejectCode.OUT_OF_RANGE, column=value, low=0, high=ALL_OF_IT)


@dataclass(frozen=True, slots=True)
class ChannelExclusionRow:
    """A warehouse that does not count for a channel (None: any) and a product (None: all).

    With `excluded` no it counts again.
    """

    warehouse: CodeText
    channel: CodeOrNone = None
    sku: CodeOrNone = None
    excluded: YesNo = True


@dataclass(frozen=True, slots=True)
class PostalCodeRow:
    """Where a postal code lies, in degrees; the columns are those of the public GeoNames data."""

    country_code: Country
    postal_code: CodeText
    lat: Latitude
    lon: Longitude


@dataclass(frozen=True, slots=True)
class SharedCodeRow:
    """A code that stands for a product besides what it stands for already; each scan asks."""

    code: CodeText
    sku: CodeText


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """A channel: whether its orders are to be verified, and what new ones are that say nothing."""

    channel: CodeText
    verify: YesNo = False
    name: LineOrNone = None
    ship_partial: YesNo = True
    max_warehouses: QuantityOrNone = None
    number_prefix: LineOrNone = None
    active: YesNo = True


@dataclass(frozen=True, slots=True)
class ShippingMethodRow:
    """A way in which orders are shipped; `words`, what channels call it, are parted by `;`."""

    code: CodeText
    name: Line
    plugin: Line = "own"
    carrier: LineOrNone = None
    service: LineOrNone = None
    cut_off: LineOrNone = None
    label: Line = "4x6"
    profile: LineOrNone = None
    words: LineOrNone = None
    active: YesNo = True


@dataclass(frozen=True, slots=True)
class BoxRow:
    """A box that parcels are packed in; sides are those of its room, weights of it alone and full.

    `material` is the SKU of which one parcel uses up a unit.
    """

    code: CodeText
    name: Line
    length_mm: BoxSide
    width_mm: BoxSide
    height_mm: BoxSide
    outer_length_mm: BoxSideOrNone = None
    outer_width_mm: BoxSideOrNone = None
    outer_height_mm: BoxSideOrNone = None
    weight_g: BoxWeightOrNone = None
    max_weight_g: BoxWeightOrNone = None
    barcode: CodeOrNone = None
    material: CodeOrNone = None
    warehouse: CodeOrNone = None
    active: YesNo = True


@dataclass(frozen=True, slots=True)
class TrackingRow:
    """The number of a shipment that has left at its carrier."""

    shipment: CodeText
    tracking: CodeText
    carrier: LineOrNone = None


@dataclass(frozen=True, slots=True)
class TableKind(Generic[Fields, LineFields]):
    """A kind of table.

    Attributes:
        name: as the command line names it.
        fields: the dataclass of a record's own columns.
        line: the dataclass of the columns of each line; `NoLine` where a record is one row.
        key: the columns by which a record is known, without regard to case.
        line_key: the column that must differ from line to line; empty where lines may repeat.
        scope: the column that tells documents of one number apart; empty where there is none.
        repeatable: an equal row for the same key is left out as a repetition, not rejected.
        empty_keeps: an empty cell leaves what is known, even in an update.
    """

    name: str
    fields: type[Fields]
    line: type[LineFields]
    key: tuple[str, ...]
    line_key: str = ""
    repeatable: bool = True
    scope: str = ""
    empty_keeps: bool = False

    @property
    def grouped(self) -> bool:
        """Whether a record has several rows."""
        return self.line is not NoLine

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns, the record's before those of its lines; its custom fields that are used."""
        return self.own_columns + field_names(self.line)

    @property
    def own_columns(self) -> tuple[str, ...]:
        """The record's columns, its custom fields last."""
        names = field_names(self.fields)
        own = tuple(name for name in names if not is_custom(name))
        return own + tuple(name for name in names if is_custom(name) and is_used(name))

    def value_type(self, column: str) -> Any:
        """The type of the values of one of our columns, which reads and checks them."""
        types = (
            field.type
            for row_type in (self.fields, self.line)
            for field in dataclasses.fields(row_type)  # type: ignore[arg-type]
            if field.name == column
        )
        return next(types)

    def form(self, column: str) -> CellForm:
        """What one of our columns holds."""
        custom = defined().get(column)
        if custom is not None and custom.kind == CustomKind.NUMBER:
            return CellForm.NUMBER
        return form_of(self.value_type(column))

    @property
    def required(self) -> tuple[str, ...]:
        """The columns that a file must have."""
        return tuple(
            field.name
            for row_type in (self.fields, self.line)
            for field in dataclasses.fields(row_type)  # type: ignore[arg-type]
            if field.default is dataclasses.MISSING
        )


@dataclass(frozen=True, slots=True)
class NoLine:
    """The lines of a record that is one row: there are none."""


_HEADERS = MappingProxyType({"ship_method": "shipping_method"})
"""What some of our columns are called in files; they are read by our name, too."""
_OURS = MappingProxyType({header: name for name, header in _HEADERS.items()})


def header_of(column: str) -> str:
    """What a column of ours is called in a file that we write."""
    return _HEADERS.get(column) or heading_of(column)


def our_name(header: str) -> str:
    """The column of ours that a name means."""
    return _OURS.get(header) or column_called(header) or header


def field_names(row_type: type[Any]) -> tuple[str, ...]:
    """The columns of a row's dataclass."""
    return tuple(field.name for field in dataclasses.fields(row_type))


PRODUCTS = TableKind("products", ProductRow, NoLine, key=("sku",))
KITS = TableKind("kits", KitHead, KitLine, key=("kit_sku",), line_key="component_sku")
WAREHOUSES = TableKind("warehouses", WarehouseRow, NoLine, key=("code",))
LOCATIONS = TableKind("locations", LocationRow, NoLine, key=("warehouse", "code"))
PICK_BINS = TableKind("pick-bins", PickBinRow, NoLine, key=("warehouse", "location"))
STOCK = TableKind(
    "stock",
    StockFields,
    NoLine,
    key=("warehouse", "location", "lot", "sku"),
    repeatable=False,
    empty_keeps=True,
)
"""Two equal stock rows are two counts of one place, so a mistake."""
ORDERS = TableKind("orders", OrderHead, OrderLineFields, key=("order_number",), scope="channel")
SUPPLIERS = TableKind("suppliers", SupplierRow, NoLine, key=("code",))
SUPPLIER_PRODUCTS = TableKind(
    "supplier-products", SupplierProductRow, NoLine, key=("supplier", "sku")
)
REORDER_RULES = TableKind("reorder-rules", ReorderRuleRow, NoLine, key=("warehouse", "sku"))
PURCHASE_ORDERS = TableKind(
    "purchase-orders", PurchaseOrderHead, PurchaseLineFields, key=("po_number",)
)
PURCHASE_HISTORY = TableKind(
    "purchase-history", PastPurchaseHead, PastLineFields, key=("po_number",)
)
CONFIRMATIONS = TableKind(
    "purchase-confirmations", ConfirmationHead, ConfirmedLineFields, key=("po_number",)
)
CHANNEL_RULES = TableKind("channel-rules", ChannelRuleRow, NoLine, key=("channel", "sku"))
CHANNEL_EXCLUSIONS = TableKind(
    "channel-exclusions", ChannelExclusionRow, NoLine, key=("channel", "sku", "warehouse")
)
SHARED_CODES = TableKind("shared-codes", SharedCodeRow, NoLine, key=("code", "sku"))
CHANNELS = TableKind("channels", ChannelRow, NoLine, key=("channel",))
POSTAL_CODES = TableKind("postal-codes", PostalCodeRow, NoLine, key=("country_code", "postal_code"))
SHIPPING_METHODS = TableKind("shipping-methods", ShippingMethodRow, NoLine, key=("code",))
BOXES = TableKind("boxes", BoxRow, NoLine, key=("code",))
TRACKING = TableKind("tracking", TrackingRow, NoLine, key=("shipment",))

_ALL: tuple[TableKind[Any, Any], ...] = (
    PRODUCTS,
    KITS,
    WAREHOUSES,
    LOCATIONS,
    PICK_BINS,
    STOCK,
    CHANNELS,
    ORDERS,
    SUPPLIERS,
    SUPPLIER_PRODUCTS,
    REORDER_RULES,
    PURCHASE_ORDERS,
    PURCHASE_HISTORY,
    CONFIRMATIONS,
    CHANNEL_RULES,
    CHANNEL_EXCLUSIONS,
    POSTAL_CODES,
    SHIPPING_METHODS,
    BOXES,
    SHARED_CODES,
    TRACKING,
)
KINDS = MappingProxyType({kind.name: kind for kind in _ALL})
"""Every kind by its name, in the order in which a whole set of files is imported."""
