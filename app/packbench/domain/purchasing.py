"""The words of purchase orders."""

import enum


class PurchaseOrderStatus(enum.StrEnum):
    """The life of a purchase order."""

    DRAFT = "draft"
    AUTHORIZED = "authorized"
    SENT = "sent"
    PART_RECEIVED = "part_received"
    RECEIVED = "received"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    VOIDED = "voided"


INCOMING = (
    PurchaseOrderStatus.AUTHORIZED,
    PurchaseOrderStatus.SENT,
    PurchaseOrderStatus.PART_RECEIVED,
)
"""Goods of these orders are on their way; they can be received."""


class OperatorRole(enum.StrEnum):
    """What somebody is in purchasing: how much each may authorize is a setting."""

    CLERK = "clerk"
    BUYER = "buyer"
    SUPERVISOR = "supervisor"


class Milestone(enum.StrEnum):
    """What a supplier or a forwarder says of the way of a purchase order, in its order."""

    ORDERED = "ordered"
    CONFIRMED = "confirmed"
    SHIPPED = "shipped"
    CUSTOMS = "customs"
    ARRIVING = "arriving"
