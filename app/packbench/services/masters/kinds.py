"""The kinds of master data, each declared once."""

from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy import select

from packbench.db.images import Scope
from packbench.db.queries import exports
from packbench.db.schema import (
    Channel,
    ChannelRule,
    CustomFieldRow,
    Location,
    Operator,
    PickBin,
    Product,
    ReorderRule,
    ShippingMethod,
    Supplier,
    SupplierProduct,
    Warehouse,
)
from packbench.domain.catalog import BackorderPolicy, Tracking, WrittenLanguage, code_key
from packbench.domain.changes import Kind
from packbench.domain.channels import ALL_OF_IT, Measure
from packbench.domain.custom_fields import CustomKind, FieldOf
from packbench.domain.purchasing import OperatorRole
from packbench.domain.refusals import Code, Refusal
from packbench.domain.reordering import WINDOWS
from packbench.domain.shipping import OWN_NUMBERS, LabelKind
from packbench.domain.warehousing import ALL_COUNTRIES, WarehouseKind
from packbench.exchange import kinds
from packbench.services.importing.channel_rules import import_channel_rules
from packbench.services.importing.channels import import_channels
from packbench.services.importing.pick_bins import import_pick_bins
from packbench.services.importing.products import import_products
from packbench.services.importing.reorder_rules import import_reorder_rules
from packbench.services.importing.shipping import import_shipping_methods
from packbench.services.importing.suppliers import import_suppliers
from packbench.services.importing.terms import import_supplier_products
from packbench.services.importing.warehouses import import_locations, import_warehouses
from packbench.services.masters.custom_fields import FIELDS_TABLE, field_rows, write_fields
from packbench.services.masters.declaration import FieldAsks, Master, MasterField
from packbench.services.masters.operators import (
    OPERATORS_TABLE,
    operator_rows,
    write_operators,
)
from packbench.services.office.exporting import product_rows

COMPONENTS = "components"
"""The field of a product that is written as the import of kits writes it."""
EXCLUSIONS, LISTINGS, SLIP = "exclusions", "listings", "slip_template"
"""Fields of a channel that stand in tables of their own."""


def _product_scope(product_id: int) -> Mapping[str, Scope]:
    return {
        "product": ("id", [product_id]),
        "barcode": ("product_id", [product_id]),
        "kit_component": ("kit_id", [product_id]),
        "shared_barcode": ("product_id", [product_id]),
        "supplier_product": ("product_id", [product_id]),
        "price_break": ("product_id", [product_id]),
        "price_history": ("product_id", [product_id]),
        "reorder_rule": ("product_id", [product_id]),
        "pick_bin": ("product_id", [product_id]),
        "channel_rule": ("product_id", [product_id]),
    }


PRODUCTS = Master(
    name="products",
    record="product",
    table=kinds.PRODUCTS,
    key=("sku",),
    fields=(
        MasterField("sku", FieldAsks.CODE, listed=14),
        MasterField("name", listed=28),
        MasterField("barcode", FieldAsks.CODE, listed=14),
        MasterField("packs"),
        MasterField(COMPONENTS, listed=12, steers=True),
        MasterField("unit_price", listed=8),
        MasterField("unit_cost"),
        MasterField("supplier", FieldAsks.SUPPLIER, listed=8),
        MasterField(
            "backorder",
            FieldAsks.ONE_OF,
            tuple(BackorderPolicy),
            BackorderPolicy.BACKORDER.value,
            10,
            steers=True,
        ),
        MasterField("available_from", steers=True),
        MasterField("preorder_limit", steers=True),
        MasterField("tracking", FieldAsks.ONE_OF, tuple(Tracking), Tracking.NONE.value),
        MasterField("weight_g", listed=7),
        MasterField("length_mm"),
        MasterField("width_mm"),
        MasterField("height_mm"),
        MasterField("pick_multiple"),
        MasterField("country_of_origin"),
        MasterField("hs_code"),
        MasterField("customs_description"),
        MasterField("customs_value"),
        MasterField("manage_stock", FieldAsks.YES_NO, first="yes", steers=True),
        MasterField("active", FieldAsks.YES_NO, first="yes", listed=6),
    ),
    id=Product.id,
    code=Product.sku,
    code_key=Product.sku_key,
    named=select(Product.id, Product.sku),
    title=Product.name,
    rows=product_rows,
    write=import_products,
    scope=_product_scope,
    kind=Kind.PRODUCT,
    owned=frozenset(
        {
            ("barcode", "product_id"),
            ("shared_barcode", "product_id"),
            ("kit_component", "kit_id"),
            ("supplier_product", "product_id"),
            ("price_break", "product_id"),
            ("price_history", "product_id"),
            ("reorder_rule", "product_id"),
            ("pick_bin", "product_id"),
            ("channel_rule", "product_id"),
        }
    ),
)

WAREHOUSES = Master(
    name="warehouses",
    record="warehouse",
    table=kinds.WAREHOUSES,
    key=("code",),
    fields=(
        MasterField("code", FieldAsks.CODE, listed=10),
        MasterField("name", listed=20),
        MasterField("countries", FieldAsks.COUNTRIES, first=ALL_COUNTRIES, listed=22, steers=True),
        MasterField("rank", listed=6, steers=True),
        MasterField("daily_orders", listed=8, steers=True),
        MasterField(
            "kind",
            FieldAsks.ONE_OF,
            tuple(WarehouseKind),
            WarehouseKind.PHYSICAL.value,
            8,
            steers=True,
        ),
        MasterField("street"),
        MasterField("postal_code"),
        MasterField("city", listed=12),
        MasterField("country"),
        MasterField("latitude", steers=True),
        MasterField("longitude", steers=True),
        MasterField("active", FieldAsks.YES_NO, first="yes", listed=6, steers=True),
    ),
    id=Warehouse.id,
    code=Warehouse.code,
    code_key=Warehouse.code_key,
    named=select(Warehouse.id, Warehouse.code),
    title=Warehouse.name,
    rows=exports.warehouses,
    write=import_warehouses,
    scope=lambda id_: {
        "warehouse": ("id", [id_]),
        "warehouse_country": ("warehouse_id", [id_]),
        "location": ("warehouse_id", [id_]),
        "warehouse_layout": ("warehouse_id", [id_]),
        "reorder_rule": ("warehouse_id", [id_]),
    },
    kind=Kind.WAREHOUSE,
    owned=frozenset(
        {
            ("warehouse_country", "warehouse_id"),
            ("warehouse_layout", "warehouse_id"),
            ("reorder_rule", "warehouse_id"),
        }
    ),
)

LOCATIONS = Master(
    name="locations",
    record="location",
    table=kinds.LOCATIONS,
    key=("warehouse", "code"),
    fields=(
        MasterField("warehouse", FieldAsks.WAREHOUSE, listed=10),
        MasterField("code", FieldAsks.CODE, listed=14),
        MasterField("barcode", FieldAsks.CODE, listed=14),
        MasterField("zone", listed=6),
        MasterField("aisle", listed=6),
        MasterField("bay", listed=6),
        MasterField("level", listed=6),
        MasterField("sequence", listed=8),
        MasterField("x"),
        MasterField("y"),
        MasterField("pickable", FieldAsks.YES_NO, first="yes", listed=8),
    ),
    id=Location.id,
    code=Location.code,
    code_key=Location.code_key,
    named=select(Location.id, Warehouse.code, Location.code)
    .select_from(Location)
    .join(Warehouse, Warehouse.id == Location.warehouse_id),
    title=Location.zone,
    rows=exports.locations,
    write=import_locations,
    scope=lambda id_: {"location": ("id", [id_]), "pick_bin": ("location_id", [id_])},
    kind=Kind.LOCATION,
    owned=frozenset({("pick_bin", "location_id")}),
    switch="pickable",
    within=lambda code: Warehouse.code_key == code_key(code),
)

PICK_BINS = Master(
    name="pick-bins",
    record="pick bin",
    table=kinds.PICK_BINS,
    key=("warehouse", "location"),
    fields=(
        MasterField("warehouse", FieldAsks.WAREHOUSE, listed=10),
        MasterField("location", FieldAsks.CODE, listed=14),
        MasterField("sku", FieldAsks.CODE, listed=16),
        MasterField("minimum", listed=8),
        MasterField("maximum", listed=8),
    ),
    id=PickBin.id,
    code=Location.code,
    code_key=Location.code_key,
    named=select(PickBin.id, Warehouse.code, Location.code)
    .select_from(PickBin)
    .join(Location, Location.id == PickBin.location_id)
    .join(Warehouse, Warehouse.id == Location.warehouse_id)
    .join(Product, Product.id == PickBin.product_id),
    title=Product.sku,
    rows=exports.pick_bins,
    write=import_pick_bins,
    scope=lambda id_: {"pick_bin": ("id", [id_])},
    kind=Kind.LOCATION,
    switch="",
    within=lambda code: Warehouse.code_key == code_key(code),
    code_stays=True,
)

SUPPLIERS = Master(
    name="suppliers",
    record="supplier",
    table=kinds.SUPPLIERS,
    key=("code",),
    fields=(
        MasterField("code", FieldAsks.CODE, listed=12),
        MasterField("name", listed=24),
        MasterField("email", listed=24),
        MasterField("currency", listed=8),
        MasterField("lead_time_days", listed=8),
        MasterField("lead_time_spread_days"),
        MasterField("over_receipt_percent", listed=8),
        MasterField("language", FieldAsks.ONE_OF, ("", *WrittenLanguage)),
        MasterField("street"),
        MasterField("street2"),
        MasterField("postal_code"),
        MasterField("city", listed=12),
        MasterField("country"),
        MasterField("phone", listed=14),
        MasterField("account_number"),
        MasterField("terms"),
        MasterField("active", FieldAsks.YES_NO, first="yes", listed=6),
    ),
    id=Supplier.id,
    code=Supplier.code,
    code_key=Supplier.code_key,
    named=select(Supplier.id, Supplier.code),
    title=Supplier.name,
    rows=exports.suppliers,
    write=import_suppliers,
    scope=lambda id_: {
        "supplier": ("id", [id_]),
        "supplier_product": ("supplier_id", [id_]),
        "price_break": ("supplier_id", [id_]),
        "price_history": ("supplier_id", [id_]),
    },
    kind=Kind.PURCHASE_ORDER,
    owned=frozenset(
        {
            ("supplier_product", "supplier_id"),
            ("price_break", "supplier_id"),
            ("price_history", "supplier_id"),
        }
    ),
)


def _terms_scope(terms_id: int) -> Mapping[str, Scope]:
    supplier_id, product_id = divmod(terms_id, exports.TERMS_STEP)
    theirs: Scope = ("supplier_id", [supplier_id])
    return {
        "supplier_product": theirs,
        "price_break": theirs,
        "price_history": theirs,
        "product": ("id", [product_id]),
    }


SUPPLIER_PRODUCTS = Master(
    name="supplier-products",
    record="terms of a supplier",
    table=kinds.SUPPLIER_PRODUCTS,
    key=("supplier", "sku"),
    fields=(
        MasterField("supplier", FieldAsks.SUPPLIER, listed=12),
        MasterField("sku", FieldAsks.CODE, listed=16),
        MasterField("supplier_sku", listed=16),
        MasterField("unit_cost", listed=8),
        MasterField("pack_size", first="1", listed=8),
        MasterField("minimum_quantity", first="1", listed=8),
        MasterField("lead_time_days", listed=8),
        MasterField("price_breaks", listed=14),
        MasterField("preferred", FieldAsks.YES_NO, first="no", listed=8),
        MasterField("lead_time_spread_days"),
    ),
    id=exports.TERMS_ID,
    code=Product.sku,
    code_key=Product.sku_key,
    named=select(exports.TERMS_ID, Supplier.code, Product.sku)
    .select_from(SupplierProduct)
    .join(Supplier, Supplier.id == SupplierProduct.supplier_id)
    .join(Product, Product.id == SupplierProduct.product_id),
    title=Supplier.code,
    rows=exports.supplier_products,
    write=import_supplier_products,
    scope=_terms_scope,
    kind=Kind.SETTING,
    owned=frozenset({("price_break", "supplier_id"), ("price_break", "product_id")}),
    switch="",
    within=lambda code: Supplier.code_key == code_key(code),
    code_stays=True,
    of_model=SupplierProduct,
)

REORDER_RULES = Master(
    name="reorder-rules",
    record="reorder rule",
    table=kinds.REORDER_RULES,
    key=("warehouse", "sku"),
    fields=(
        MasterField("warehouse", FieldAsks.WAREHOUSE, listed=10),
        MasterField("sku", FieldAsks.CODE, listed=16),
        MasterField("point", listed=8),
        MasterField("quantity", listed=8),
        MasterField("cover_days", listed=8),
        MasterField(
            "demand_days", FieldAsks.ONE_OF, tuple(map(str, WINDOWS)), str(WINDOWS[0]), listed=8
        ),
        MasterField("service_percent", first="95", listed=8),
    ),
    id=exports.RULES_ID,
    code=Product.sku,
    code_key=Product.sku_key,
    named=select(exports.RULES_ID, Warehouse.code, Product.sku)
    .select_from(ReorderRule)
    .join(Warehouse, Warehouse.id == ReorderRule.warehouse_id)
    .join(Product, Product.id == ReorderRule.product_id),
    title=Warehouse.code,
    rows=exports.reorder_rules,
    write=import_reorder_rules,
    scope=lambda id_: {"reorder_rule": ("product_id", [id_ % exports.TERMS_STEP])},
    kind=Kind.SETTING,
    switch="",
    within=lambda code: Warehouse.code_key == code_key(code),
    code_stays=True,
    of_model=ReorderRule,
)

CHANNEL_RULES = Master(
    name="channel-rules",
    record="channel rule",
    table=kinds.CHANNEL_RULES,
    key=("channel", "sku"),
    fields=(
        MasterField("channel", FieldAsks.CHANNEL, listed=9),
        MasterField("sku", FieldAsks.CODE, listed=11),
        MasterField("rule", FieldAsks.ONE_OF, tuple(Measure), Measure.PERCENT.value, 12),
        MasterField("value", first=str(ALL_OF_IT), listed=6),
        MasterField("min_rule", FieldAsks.ONE_OF, ("", *Measure), listed=12),
        MasterField("min_value", listed=6),
        MasterField("push", FieldAsks.YES_NO, first="yes", listed=4),
    ),
    id=ChannelRule.id,
    code=exports.SHOWN_SKU,
    code_key=exports.SHOWN_SKU_KEY,
    named=select(ChannelRule.id, Channel.code, exports.SHOWN_SKU)
    .select_from(ChannelRule)
    .join(Channel, Channel.id == ChannelRule.channel_id)
    .outerjoin(Product, Product.id == ChannelRule.product_id),
    title=Channel.code,
    rows=exports.channel_rules,
    write=import_channel_rules,
    scope=lambda id_: {"channel_rule": ("id", [id_])},
    kind=Kind.SETTING,
    switch="",
    within=lambda code: Channel.code_key == code_key(code),
    code_stays=True,
)

CHANNELS = Master(
    name="channels",
    record="channel",
    table=kinds.CHANNELS,
    key=("channel",),
    fields=(
        MasterField("channel", listed=14),
        MasterField("name", listed=18),
        MasterField("verify", FieldAsks.YES_NO, first="no", listed=8),
        MasterField("ship_partial", FieldAsks.YES_NO, first="yes", listed=8),
        MasterField("max_warehouses", listed=8),
        MasterField("number_prefix", listed=8),
        MasterField(SLIP, FieldAsks.SLIP, listed=14),
        MasterField(EXCLUSIONS, listed=16, steers=True),
        MasterField(LISTINGS),
        MasterField("active", FieldAsks.YES_NO, first="yes", listed=6),
    ),
    id=Channel.id,
    code=Channel.code,
    code_key=Channel.code_key,
    named=select(Channel.id, Channel.code),
    title=Channel.name,
    rows=exports.channels,
    write=import_channels,
    scope=lambda id_: {
        "channel": ("id", [id_]),
        "channel_listing": ("channel_id", [id_]),
        "channel_exclusion": None,
        "channel_slip": None,
        "channel_rule": ("channel_id", [id_]),
    },
    kind=Kind.SETTING,
    owned=frozenset(
        {
            ("channel_listing", "channel_id"),
            ("channel_rule", "channel_id"),
            ("channel_feed", "channel_id"),
            ("shipment_mark", "channel_id"),
        }
    ),
    code_stays=True,
)

SHIPPING_METHODS = Master(
    name="shipping-methods",
    record="shipping method",
    table=kinds.SHIPPING_METHODS,
    key=("code",),
    fields=(
        MasterField("code", listed=12),
        MasterField("name", listed=18),
        MasterField("words", listed=20),
        MasterField("plugin", FieldAsks.PLUGIN, first=OWN_NUMBERS, listed=10),
        MasterField("carrier", listed=12),
        MasterField("service", listed=10),
        MasterField("cut_off", listed=7),
        MasterField("label", FieldAsks.ONE_OF, tuple(LabelKind), LabelKind.FOUR_BY_SIX.value, 8),
        MasterField("profile"),
        MasterField("active", FieldAsks.YES_NO, first="yes", listed=6),
    ),
    id=ShippingMethod.id,
    code=ShippingMethod.code,
    code_key=ShippingMethod.code_key,
    named=select(ShippingMethod.id, ShippingMethod.code),
    title=ShippingMethod.name,
    rows=exports.shipping_methods,
    write=import_shipping_methods,
    scope=lambda id_: {"shipping_method": ("id", [id_]), "shipping_word": None},
    kind=Kind.SETTING,
    owned=frozenset({("shipping_word", "method_key")}),
    code_stays=True,
)

OPERATORS = Master(
    name="operators",
    record="operator",
    table=OPERATORS_TABLE,
    key=("name",),
    fields=(
        MasterField("name", listed=28),
        MasterField(
            *("role", FieldAsks.ONE_OF, tuple(OperatorRole), OperatorRole.CLERK.value), listed=12
        ),
        MasterField("active", FieldAsks.YES_NO, first="yes", listed=8),
    ),
    id=Operator.id,
    code=Operator.name,
    code_key=Operator.name,
    named=select(Operator.id, Operator.name),
    title=Operator.name,
    rows=operator_rows,
    write=write_operators,
    scope=lambda id_: {"operator": ("id", [id_])},
    kind=Kind.SETTING,
    permanent=True,
    keyed=str,
)

FIELDS = Master(
    name="fields",
    record="field",
    table=FIELDS_TABLE,
    key=("of", "name"),
    fields=(
        MasterField("of", FieldAsks.ONE_OF, tuple(FieldOf), FieldOf.ORDER.value, listed=8),
        MasterField("name", listed=14),
        MasterField("label", listed=20),
        MasterField("kind", FieldAsks.ONE_OF, tuple(CustomKind), CustomKind.TEXT.value, listed=11),
        MasterField("choices"),
        MasterField("required", FieldAsks.YES_NO, first="no", listed=8),
        MasterField("listed", FieldAsks.YES_NO, first="no", listed=8),
        MasterField("on_slip", FieldAsks.YES_NO, first="no"),
        MasterField("on_pick_list", FieldAsks.YES_NO, first="no"),
        MasterField("active", FieldAsks.YES_NO, first="yes", listed=6),
    ),
    id=CustomFieldRow.id,
    code=CustomFieldRow.name,
    code_key=CustomFieldRow.name_key,
    named=select(CustomFieldRow.id, CustomFieldRow.record, CustomFieldRow.name),
    title=CustomFieldRow.label,
    rows=field_rows,
    write=write_fields,
    scope=lambda id_: {"custom_field": ("id", [id_])},
    kind=Kind.SETTING,
    within=lambda of: CustomFieldRow.record == code_key(of),
)

MASTERS: Mapping[str, Master] = MappingProxyType(
    {
        one.name: one
        for one in (
            *(PRODUCTS, WAREHOUSES, LOCATIONS, PICK_BINS),
            *(SUPPLIERS, SUPPLIER_PRODUCTS, REORDER_RULES),
            *(CHANNELS, CHANNEL_RULES, SHIPPING_METHODS, OPERATORS, FIELDS),
        )
    }
)
"""By name, in the order of the menu."""


def master(name: str) -> Master:
    """A kind by its name; refuses (`invalid`) one that is none."""
    if name not in MASTERS:
        raise Refusal(Code.INVALID, field="kind", value=name)
    return MASTERS[name]
