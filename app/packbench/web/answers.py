"""The shapes of answers, as the description of the interface tells them."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class _Answer(BaseModel):
    model_config = ConfigDict(extra="allow")


class ErrorTold(_Answer):
    """What went wrong, by a code for programs and a sentence for people."""

    code: str
    message: str


class ErrorAnswer(_Answer):
    """Nothing was changed, but for what is told beside it."""

    error: ErrorTold


class HealthAnswer(_Answer):
    """Whether the server and its database answer."""

    ok: bool
    version: str


class ItemTold(_Answer):
    """How many units of a product the channel may show."""

    sku: str
    available: int


class InventoryAnswer(_Answer):
    """What the channel may show; `cursor` is sent back once it is known."""

    channel: str
    items: list[ItemTold]
    cursor: int | str


class ShipmentTold(_Answer):
    """A shipment that left (`shipped`), or did not after all (`voided`)."""

    shipment: str
    status: str
    order_number: str | None
    carrier: str | None
    tracking: str | None
    shipped_at: str | None
    lines: list[dict[str, Any]]
    merged: list[str] = Field(
        description="Other orders of the channel that were merged into this one: they go with it."
    )


class ShipmentsAnswer(_Answer):
    """What became of shipments; `cursor` is sent back once it is known, `more` says to ask on."""

    channel: str
    items: list[ShipmentTold]
    cursor: int
    more: bool


class MarkAnswer(_Answer):
    """Up to where the channel knows."""

    channel: str
    cursor: int | str


class RejectTold(_Answer):
    """Why a row stays out."""

    row: int
    column: str
    value: str
    code: str
    message: str


class OrdersAnswer(_Answer):
    """What became of the orders: counts of orders, and the rows that stay out."""

    kind: str
    rows: int
    imported: int
    updated: int
    unchanged: int
    rejected: int
    rejects: list[RejectTold]
    error: ErrorTold | None = Field(
        default=None, description="Of the first order, where none came in."
    )


OF_ERRORS: dict[int | str, dict[str, Any]] = {
    401: {"model": ErrorAnswer, "description": "The token is missing, wrong or revoked."},
    404: {"model": ErrorAnswer, "description": "The token is for another channel."},
    409: {"model": ErrorAnswer, "description": "It does not fit what is there."},
    422: {"model": ErrorAnswer, "description": "What was sent can't be used."},
    429: {"model": ErrorAnswer, "description": "Too many requests; see Retry-After."},
    503: {"model": ErrorAnswer, "description": "The database is away; see Retry-After."},
}
OF_BODIES: dict[int | str, dict[str, Any]] = {
    408: {"model": ErrorAnswer, "description": "The request did not come to its end in time."},
    413: {"model": ErrorAnswer, "description": "The request is too large; it was not read."},
}
"""What may go wrong beside of a request that sends something."""


def cursor_body() -> dict[str, Any]:
    """How an acknowledgement is sent."""
    cursor = {"type": "integer", "minimum": 0, "maximum": 2**53 - 1}
    return _body({"cursor": cursor}, {"cursor": 17})


def rows_body() -> dict[str, Any]:
    """How orders are sent."""
    cell = {"type": ["string", "number", "boolean", "null"]}
    row = {
        "type": "object",
        "description": "A line of an order, by the columns of the import; order_number, sku and"
        " quantity are required.",
        "required": ["order_number", "sku", "quantity"],
        "properties": {
            "order_number": {"type": ["string", "integer"]},
            "sku": {"type": ["string", "integer"]},
            "quantity": {"type": ["integer", "string"], "minimum": 1, "pattern": "^[1-9][0-9]*$"},
        },
        "additionalProperties": cell,
    }
    rows = {"type": "array", "minItems": 1, "maxItems": 5000, "items": row}
    line = {"order_number": "1001", "sku": "A", "quantity": 2, "country": "DE"}
    return _body({"rows": rows}, {"rows": [line]})


def _body(properties: dict[str, Any], example: dict[str, Any]) -> dict[str, Any]:
    schema = {
        "type": "object",
        "required": list(properties),
        "properties": properties,
        "additionalProperties": False,
    }
    content = {"application/json": {"schema": schema, "example": example}}
    return {"requestBody": {"required": True, "content": content}}
