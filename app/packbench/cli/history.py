"""`… history`: what happened to an order, a product, a purchase order or a wave."""

from collections.abc import Callable
from functools import partial
from typing import Annotated

import typer

from packbench.cli.session import Session, table, to_json
from packbench.domain.history import HistoryEvent, RecordKind
from packbench.engine.today import company_zone
from packbench.services.office.history import PAGE, history_of, record_id
from packbench.words.history import event_lines, fits_words, older_words, title_words
from packbench.words.language import tr

_MOST = 1_000_000


def history_of_a(kind: RecordKind) -> Callable[..., None]:
    """The command that tells the history of this kind of record."""

    def history(
        context: typer.Context,
        name: str,
        search: Annotated[
            str | None, typer.Option(help="Only events that have all these words.")
        ] = None,
        before: Annotated[
            int | None,
            typer.Option(min=1, help="Go on behind this event."),
        ] = None,
        limit: Annotated[int, typer.Option(min=1, max=_MOST, help="At most so many.")] = PAGE,
    ) -> None:
        """Tell what happened to it, by whom, where and when, the newest first."""
        session: Session = context.obj
        found = session.context()
        wanted = {} if search is None else {"fits": partial(fits_words, wanted=search)}
        own = record_id(found, kind, name)
        page = history_of(found, kind, own, before=before, limit=limit, **wanted)
        document = to_json(page)
        for told, event in zip(document["events"], page.events, strict=True):
            told |= {"title": title_words(event), "lines": event_lines(event)}
        session.emit(document, _table(session, page.events), *_below(page.more, older=page.older))

    return history


def _table(session: Session, events: list[HistoryEvent]) -> object:
    zone = company_zone(session.context())
    columns = (tr("when"), tr("who"), tr("station"), tr("what"), tr("more"))
    rows = [
        (
            *(f"{one.at.astimezone(zone):%Y-%m-%d %H:%M}", one.operator, one.station),
            *(title_words(one), " · ".join(event_lines(one))),
        )
        for one in events
    ]
    return table(columns, rows) if rows else tr("Nothing of this is written down.")


def _below(more: int | None, *, older: bool) -> list[str]:
    if more is not None:
        return [tr("There is more: --before {event} goes on.").format(event=more)]
    return [older_words()] if older else []
