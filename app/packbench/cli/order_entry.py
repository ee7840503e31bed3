"""`packbench orders edit` and `packbench orders new`: an order as somebody tells it."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from packbench.cli.colons import parts_of
from packbench.cli.order_shown import order_of, shown_order
from packbench.cli.own_fields import own_fields
from packbench.cli.session import Session, table, to_json
from packbench.domain.outcomes import Note
from packbench.services.orders.edited import LineEdit, OrderEdit
from packbench.services.orders.editing import edit_order
from packbench.services.orders.entering import EnteredOrder, NewOrderLine, enter_order
from packbench.services.orders.looking import OrderView
from packbench.services.orders.promised import LinePromise
from packbench.words.language import tr
from packbench.words.order_fields import standing_words
from packbench.words.refusals import message

_LINE = "SKU:UNITS[:PRICE]"

Name = Annotated[str | None, typer.Option("--name", help="Who gets it.")]
Company = Annotated[str | None, typer.Option(help="Whose company.")]
Street = Annotated[str | None, typer.Option(help="Street and number.")]
Street2 = Annotated[str | None, typer.Option(help="A second line of the address.")]
PostalCode = Annotated[str | None, typer.Option(help="Postal code.")]
City = Annotated[str | None, typer.Option(help="City.")]
Region = Annotated[str | None, typer.Option(help="State or province.")]
Country = Annotated[str | None, typer.Option(help="Where it is shipped to.")]
Email = Annotated[str | None, typer.Option(help="E-mail.")]
Phone = Annotated[str | None, typer.Option(help="Telephone.")]
Method = Annotated[str | None, typer.Option(help="Shipping method.")]
ShipBy = Annotated[str | None, typer.Option(help="The day by which it has to leave.")]
Gift = Annotated[str | None, typer.Option("--gift-message", help="What the gift slip says.")]
Remark = Annotated[str | None, typer.Option("--note", help="What whoever packs it has to know.")]
Own = Annotated[
    list[str] | None,
    typer.Option("--field", help="A field of your own: NAME=VALUE; an empty value empties it."),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only tell what would happen.")]


def edit(
    context: typer.Context,
    number: str,
    name: Name = None,
    company: Company = None,
    street: Street = None,
    street2: Street2 = None,
    postal_code: PostalCode = None,
    city: City = None,
    region: Region = None,
    country: Country = None,
    email: Email = None,
    phone: Phone = None,
    method: Method = None,
    ship_by: ShipBy = None,
    gift_message: Gift = None,
    note: Remark = None,
    field: Own = None,
    line: Annotated[int | None, typer.Option(min=1, help="The line to change.")] = None,
    sku: Annotated[str | None, typer.Option(help="Its SKU instead.")] = None,
    quantity: Annotated[str | None, typer.Option(help="How many of it.")] = None,
    price: Annotated[str | None, typer.Option(help="What one costs.")] = None,
    add: Annotated[list[str] | None, typer.Option(help=f"A line more: {_LINE}.")] = None,
    remove: Annotated[list[int] | None, typer.Option(min=1, help="A line that goes.")] = None,
    dry_run: DryRun = False,
) -> None:
    """Change the address, fields or lines of an order; an empty text empties a field."""
    session: Session = context.obj
    changes = (sku, quantity, price)
    if (line is None) != all(one is None for one in changes):
        raise typer.BadParameter(tr("--line and one of --sku, --quantity, --price go together"))
    lines = [] if line is None else [LineEdit(line, *changes)]
    lines += [LineEdit(None, *_parts(text)) for text in add or ()]
    lines += [LineEdit(one, remove=True) for one in remove or ()]
    fields = _given(
        customer_name=name,
        company=company,
        street=street,
        street2=street2,
        postal_code=postal_code,
        city=city,
        region=region,
        country=country,
        customer_email=email,
        phone=phone,
        ship_method=method,
        ship_by=ship_by,
        gift_message=gift_message,
        note=note,
    ) | own_fields(field)
    done = edit_order(session.context(), number, OrderEdit(fields, lines), dry_run=dry_run)
    told = {"changed": done.changed, "changed_lines": done.lines}
    _emit(session, done.order, done.promises, done.notes, told)


def new(
    context: typer.Context,
    line: Annotated[list[str], typer.Option(help=f"What is wanted: {_LINE}.")],
    number: Annotated[str, typer.Option(help="Its number; without it is given one.")] = "",
    channel: Annotated[str | None, typer.Option(help="Where it comes from.")] = None,
    name: Name = None,
    company: Company = None,
    street: Street = None,
    street2: Street2 = None,
    postal_code: PostalCode = None,
    city: City = None,
    region: Region = None,
    country: Country = None,
    email: Email = None,
    phone: Phone = None,
    currency: Annotated[str | None, typer.Option(help="Of the prices, such as EUR.")] = None,
    method: Method = None,
    ship_by: ShipBy = None,
    payment: Annotated[str | None, typer.Option(help="paid or awaiting.")] = None,
    gift_message: Gift = None,
    note: Remark = None,
    field: Own = None,
    allocate: Annotated[
        bool, typer.Option("--allocate/--no-allocate", help="Give it stock at once.")
    ] = True,
    dry_run: DryRun = False,
) -> None:
    """Enter an order, and give it stock."""
    session: Session = context.obj
    fields = _given(
        channel=channel,
        customer_name=name,
        company=company,
        street=street,
        street2=street2,
        postal_code=postal_code,
        city=city,
        region=region,
        country=country,
        customer_email=email,
        phone=phone,
        currency=currency,
        ship_method=method,
        ship_by=ship_by,
        payment=payment,
        gift_message=gift_message,
        note=note,
    ) | own_fields(field)
    lines = [NewOrderLine(*_parts(text)) for text in line]
    wanted = EnteredOrder(lines, fields, number)
    done = enter_order(session.context(), wanted, allocate=allocate, dry_run=dry_run)
    _emit(session, done.order, done.promises, done.notes, {})


def _given(**fields: str | None) -> dict[str, str]:
    """The fields that were named."""
    return {name: text for name, text in fields.items() if text is not None}


def _parts(text: str) -> tuple[str, str, str]:
    sku, units, *price = parts_of(text, _LINE)
    return sku, units, price[0] if price else ""


def _emit(
    session: Session,
    order: OrderView,
    promises: Sequence[LinePromise],
    notes: Sequence[Note],
    more: dict[str, Any],
) -> None:
    told = {"notes": to_json(list(notes)), "message": message(notes)}
    columns = (tr("line"), tr("SKU"), tr("units"), tr("where they are"))
    rows = [(one.line, one.sku, one.quantity, _standing(one)) for one in promises]
    document = {**order_of(session, order), **more, "plan": to_json(list(promises)), **told}
    words = [told["message"]] if notes else []
    session.emit(document, *shown_order(order), table(columns, rows), *words)


def _standing(one: LinePromise) -> str:
    expected = one.expected_on.isoformat() if one.expected_on else None
    return standing_words(one.standing.value, one.warehouse, one.reason, expected)
