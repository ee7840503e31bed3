"""`packbench whatif`: which orders would flip if stock came in or rules were other."""

from typing import Annotated

import typer

from packbench.cli.colons import parts_of
from packbench.cli.session import Session, table
from packbench.services.stock.what_if import Arriving, what_if
from packbench.words.language import tr
from packbench.words.states import status_word


def whatif(
    context: typer.Context,
    receive: Annotated[list[str] | None, typer.Option(help="WAREHOUSE:SKU:UNITS.")] = None,
    rule: Annotated[list[str] | None, typer.Option(help="SETTING=VALUE.")] = None,
) -> None:
    """Tell what would happen; nothing is written."""
    session: Session = context.obj
    rules = dict(_rule(text) for text in rule or ())
    answer = what_if(session.context(), [_arriving(text) for text in receive or ()], rules)
    columns = (tr("order"), tr("now"), tr("then"))
    rows = [
        (one.order_number, status_word(one.before), status_word(one.after)) for one in answer.flips
    ]
    session.emit(answer, table(columns, rows))


def _arriving(text: str) -> Arriving:
    warehouse, sku, units = parts_of(text, "WAREHOUSE:SKU:UNITS")
    return Arriving(warehouse, sku, int(units))


def _rule(text: str) -> tuple[str, str]:
    key, found, value = text.partition("=")
    if not found:
        raise typer.BadParameter(tr("{text} is not SETTING=VALUE").format(text=text))
    return key, value
