"""`packbench channels history`: who changed which rule of which channel, from what to what."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from packbench.cli.session import Session, table
from packbench.engine.today import company_zone
from packbench.services.channels.history import (
    RULES_A_PAGE,
    RuleChangeView,
    RuleHistoryFilter,
    export_rule_history,
    rule_history,
)
from packbench.words.language import tr
from packbench.words.rule_history import rule_done_words, rule_said_words

_Moment = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"])
]


def add_rule_history(app: typer.Typer) -> None:
    """Adds it to the commands of channels."""
    app.command("history")(_history)


def _history(
    context: typer.Context,
    channel: Annotated[
        str, typer.Argument(help="What counts for this channel; without it for any.")
    ] = "",
    *,
    sku: Annotated[str, typer.Option(help="Only what counts for this SKU.")] = "",
    operator: Annotated[str, typer.Option(help="Only what this person did.")] = "",
    since: _Moment = None,
    until: _Moment = None,
    before: Annotated[int | None, typer.Option(min=1, help="Go on behind this change.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, help="At most so many.")] = (
        RULES_A_PAGE
    ),
    out: Annotated[Path | None, typer.Option(help="Write all that fit to XLSX or CSV.")] = None,
) -> None:
    """Tell who changed which rule and which exclusion, from what to what, the last first."""
    session: Session = context.obj
    wanted = RuleHistoryFilter(channel, sku, operator, since, until)
    found = rule_history(session.context(), wanted, before=before, limit=limit)
    if out is not None:
        export_rule_history(session.context(), out, wanted)
    zone = company_zone(session.context())
    rows = [
        _row(one, f"{one.at.astimezone(zone):%Y-%m-%d %H:%M}" if one.at else "–")
        for one in found.changes
    ]
    columns = (
        *(tr("when"), tr("who"), tr("station"), tr("what"), tr("channel"), tr("SKU")),
        *(tr("warehouse"), tr("before"), tr("after")),
    )
    told = [table(columns, rows) if rows else tr("Nothing of this is written down.")]
    if found.more:
        more = tr("There is more: --before {event} goes on.")
        told.append(more.format(event=found.changes[-1].id))
    session.emit(found, *told)


def _row(one: RuleChangeView, at: str) -> tuple[str, ...]:
    before, after = (
        rule_said_words(said, warehouse=one.warehouse) for said in (one.before, one.after)
    )
    return (
        *(at, one.operator, one.station, rule_done_words(one.command, one.undoes)),
        *(one.channel or tr("all"), one.sku or tr("all"), one.warehouse, before, after),
    )
