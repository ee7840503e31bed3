"""`packbench po suggest` and `po auto`: what is to be bought, and drafts of it."""

from typing import Annotated, Any

import typer

from packbench.cli.results import emit_results, with_messages
from packbench.cli.session import Session, table, to_json
from packbench.domain.suggestion import BuyProposal
from packbench.engine.bulk import How
from packbench.services.reordering.drafting import ChosenPlace, auto_draft, draft_suggested
from packbench.services.reordering.suggesting import WantedUnits, suggest
from packbench.words.language import tr
from packbench.words.refusals import message
from packbench.words.reordering import way_word, why
from packbench.words.states import outcome_word

_Suppliers = Annotated[list[str] | None, typer.Option("--supplier", help="Only of this one.")]
_Warehouses = Annotated[list[str] | None, typer.Option("--warehouse", help="Only for this one.")]
_Skus = Annotated[list[str] | None, typer.Option("--sku", help="Only this product.")]
_DryRun = Annotated[bool, typer.Option("--dry-run", help="Only tell what would happen.")]


def add_reordering(app: typer.Typer) -> None:
    """Adds these commands to those of purchase orders."""
    app.command("suggest")(_suggest)
    app.command("auto")(_auto)


def _suggest(
    context: typer.Context,
    *,
    supplier: _Suppliers = None,
    warehouse: _Warehouses = None,
    sku: _Skus = None,
    short: Annotated[bool, typer.Option("--short", help="Only what back orders lack.")] = False,
    below: Annotated[bool, typer.Option("--below", help="Only below the reorder point.")] = False,
    every: Annotated[bool, typer.Option("--all", help="Also where nothing is missing.")] = False,
    reasons: Annotated[str | None, typer.Option("--why", help="Explain each number of it.")] = None,
    draft: Annotated[bool, typer.Option("--draft", help="Draft purchase orders of it.")] = False,
    dry_run: _DryRun = False,
) -> None:
    """Tell what is to be bought, of whom and why; with --draft draft it."""
    session: Session = context.obj
    if draft and reasons is not None:
        raise typer.BadParameter(tr("--why explains, --draft drafts: give one of them."))
    skus = [reasons] if reasons is not None else sku or ()
    asked = WantedUnits(supplier or (), warehouse or (), skus, short, below, every or bool(reasons))
    found = suggest(session.context(), asked)
    if draft:
        chosen = [ChosenPlace(one.sku, one.warehouse) for one in found]
        how = How(preview=dry_run)
        results = draft_suggested(session.context(), chosen, how=how)
        emit_results(session, results)
        return
    document = {"suggestions": [_document(one) for one in found]}
    if reasons is not None:
        words = tr("It is in no warehouse, no rule asks for it and no order waits for it.")
        session.emit(document, *(_explained(one) for one in found), *([] if found else [words]))
    else:
        session.emit(document, *([_table(found)] if found else []), *_none(found))


def _auto(context: typer.Context, dry_run: _DryRun = False) -> None:
    """Keep a draft a supplier and warehouse of all that is to be bought."""
    session: Session = context.obj
    results = auto_draft(session.context(), how=How(preview=dry_run))
    rows = [
        (one.order_number, outcome_word(one.outcome), message(one.notes)) for one in results.results
    ]
    columns = (tr("purchase order"), tr("outcome"), tr("what happened"))
    words = tr("All drafts are as they are to be.")
    session.emit(with_messages(results), table(columns, rows) if rows else words)


def _none(found: list[BuyProposal]) -> list[str]:
    return [] if found else [tr("Nothing has to be bought now.")]


def _document(one: BuyProposal) -> dict[str, Any]:
    told: dict[str, Any] = to_json(one)
    for name in ("product_id", "warehouse_id", "supplier_id", "sku_key", "demand_squares"):
        del told[name]
    told["demand_a_day"] = round(one.demand.a_day, 4)
    told["demand_spread"] = round(one.demand.spread, 4)
    told["why"] = [
        {"what": label, "value": value, "why": words} for label, value, words in why(one, _number)
    ]
    return told


def _number(value: float) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _table(found: list[BuyProposal]) -> Any:
    columns = (
        *(tr("SKU"), tr("warehouse"), tr("on hand"), tr("promised"), tr("waiting"), tr("incoming")),
        *(tr("demand a day"), tr("lead time"), tr("safety stock"), tr("point"), tr("because")),
        *(tr("to buy"), tr("supplier"), tr("cost")),
    )
    rows = [
        (
            *(one.sku, one.warehouse, one.on_hand, one.allocated, one.waiting, one.incoming),
            *(_number(round(one.demand.a_day, 2)), one.lead_days, one.safety_stock, one.point),
            *(way_word(one.way), one.proposed, one.supplier, one.unit_cost),
        )
        for one in found
    ]
    return table(columns, rows)


def _explained(one: BuyProposal) -> Any:
    head = tr("{sku} in {warehouse}").format(sku=one.sku, warehouse=one.warehouse)
    return table((head, "", tr("why")), why(one, _number))
