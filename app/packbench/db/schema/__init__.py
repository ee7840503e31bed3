"""All tables; importing this package registers every one of them in one MetaData."""

from packbench.db.schema.administration import (
    Command,
    CommandRecord,
    Operator,
    PrintedDocument,
    Station,
    StoredSetting,
)
from packbench.db.schema.base import Base
from packbench.db.schema.bench_checks import (
    ParcelPhoto,
    SecondCheck,
    StationCheck,
    StationScale,
    WeightOverrule,
)
from packbench.db.schema.boxes import BoxType, ParcelMaterial
from packbench.db.schema.catalog import (
    Barcode,
    KitComponent,
    Product,
    SharedBarcode,
    Supplier,
    SupplierProduct,
)
from packbench.db.schema.channels import (
    ChannelFeed,
    ChannelItem,
    ChannelRule,
    ChannelRuleChange,
    StockTouched,
)
from packbench.db.schema.counting import CountEntryRow, CountLineRow, CountSheetRow
from packbench.db.schema.custom_fields import CustomFieldRow
from packbench.db.schema.inventory import LedgerHead, Movement, Stock, StockBin
from packbench.db.schema.orders import (
    Allocation,
    Decision,
    Order,
    OrderLine,
    OrderProblem,
    OrderSaid,
    OrderSearch,
    OrderStuck,
    Shipment,
    Waiting,
)
from packbench.db.schema.packing import Packing, PackRefusal, PackScan, Parcel, StationRule
from packbench.db.schema.picking import (
    BinToCount,
    PickTask,
    Wave,
    WaveEvent,
    WaveRevision,
    WaveShipment,
)
from packbench.db.schema.printers import PrintJob, StationPrinter
from packbench.db.schema.purchasing import (
    DropShip,
    PurchaseAttachment,
    PurchaseMilestone,
    PurchaseOrder,
    PurchaseOrderLine,
)
from packbench.db.schema.receiving import PutAwayTask, ReceiptLine, ReceiptRow
from packbench.db.schema.reordering import PriceBreak, PriceHistory, ReorderRule
from packbench.db.schema.replenishing import PickBin, ReplenishTask
from packbench.db.schema.routing import (
    Channel,
    ChannelExclusion,
    ChannelListing,
    PostalCode,
)
from packbench.db.schema.rules import (
    OrderExclusion,
    OrderHoldUntil,
    OrderRule,
    RuleAct,
    RuleCommand,
)
from packbench.db.schema.scanners import StationScanner
from packbench.db.schema.served import ChannelToken, ShipmentMark, ShipmentNews
from packbench.db.schema.shipping import (
    Manifest,
    ManifestedShipment,
    NumberRange,
    ShipmentLabel,
    ShippingMethod,
    ShippingWord,
)
from packbench.db.schema.slips import ChannelSlip, PrintedSlip, SlipTemplateRow
from packbench.db.schema.transfers import TransferLineRow, TransferRow
from packbench.db.schema.value import CurrencyRate, PastReceipt, ReceiptCost
from packbench.db.schema.views import SavedViewRow
from packbench.db.schema.warehouses import (
    Location,
    Warehouse,
    WarehouseCountry,
    WarehouseLayoutRow,
)

__all__ = [
    "Allocation",
    "Barcode",
    "Base",
    "BinToCount",
    "BoxType",
    "Channel",
    "ChannelExclusion",
    "ChannelFeed",
    "ChannelItem",
    "ChannelListing",
    "ChannelRule",
    "ChannelRuleChange",
    "ChannelSlip",
    "ChannelToken",
    "Command",
    "CommandRecord",
    "CountEntryRow",
    "CountLineRow",
    "CountSheetRow",
    "CurrencyRate",
    "CustomFieldRow",
    "Decision",
    "DropShip",
    "KitComponent",
    "LedgerHead",
    "Location",
    "Manifest",
    "ManifestedShipment",
    "Movement",
    "NumberRange",
    "Operator",
    "Order",
    "OrderExclusion",
    "OrderHoldUntil",
    "OrderLine",
    "OrderProblem",
    "OrderRule",
    "OrderSaid",
    "OrderSearch",
    "OrderStuck",
    "PackRefusal",
    "PackScan",
    "Packing",
    "Parcel",
    "ParcelMaterial",
    "ParcelPhoto",
    "PastReceipt",
    "PickBin",
    "PickTask",
    "PostalCode",
    "PriceBreak",
    "PriceHistory",
    "PrintJob",
    "PrintedDocument",
    "PrintedSlip",
    "Product",
    "PurchaseAttachment",
    "PurchaseMilestone",
    "PurchaseOrder",
    "PurchaseOrderLine",
    "PutAwayTask",
    "ReceiptCost",
    "ReceiptLine",
    "ReceiptRow",
    "ReorderRule",
    "ReplenishTask",
    "RuleAct",
    "RuleCommand",
    "SavedViewRow",
    "SecondCheck",
    "SharedBarcode",
    "Shipment",
    "ShipmentLabel",
    "ShipmentMark",
    "ShipmentNews",
    "ShippingMethod",
    "ShippingWord",
    "SlipTemplateRow",
    "Station",
    "StationCheck",
    "StationPrinter",
    "StationRule",
    "StationScale",
    "StationScanner",
    "Stock",
    "StockBin",
    "StockTouched",
    "StoredSetting",
    "Supplier",
    "SupplierProduct",
    "TransferLineRow",
    "TransferRow",
    "Waiting",
    "Warehouse",
    "WarehouseCountry",
    "WarehouseLayoutRow",
    "Wave",
    "WaveEvent",
    "WaveRevision",
    "WaveShipment",
    "WeightOverrule",
]
