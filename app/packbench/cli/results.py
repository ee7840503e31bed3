"""What commands on rows answer on the command line."""

from collections.abc import Sequence
from typing import Any

import typer

from packbench.cli.session import Session, table, to_json
from packbench.domain.left_out import OrderLeftOut
from packbench.domain.outcomes import Note, RowOutcome
from packbench.engine.bulk import Results
from packbench.words.language import tr
from packbench.words.refusals import message, told
from packbench.words.states import outcome_word


def emit_results(session: Session, results: Results, heading: str = "") -> None:
    """Tells what became of each row; exit 1 when none could be done."""
    columns = (heading or tr("order"), tr("outcome"), tr("what happened"))
    rows = [
        (one.order_number, outcome_word(one.outcome), message(one.notes)) for one in results.results
    ]
    session.emit(with_messages(results), table(columns, rows))
    if rows and all(one.outcome is RowOutcome.REFUSED for one in results.results):
        raise typer.Exit(1)


def with_messages(results: Any) -> dict[str, Any]:
    """Results as programs read them: each row's notes, and the same as a message for people."""
    document: dict[str, Any] = to_json(results)
    for row, result in zip(document["results"], results.results, strict=True):
        notes: list[Note] = result.notes
        row["message"] = message(notes)
    return document


def left_out_document(left_out: Sequence[OrderLeftOut]) -> list[dict[str, str]]:
    """Orders that were named and left out, as programs read them."""
    return [
        {"order_number": one.order_number, "code": one.note.code.value, "message": told(one.note)}
        for one in left_out
    ]


def left_out_lines(left_out: Sequence[OrderLeftOut]) -> list[str]:
    """The same for people, a line each."""
    return [told(one.note) for one in left_out]


def raise_refused(results: Results) -> None:
    """Raises the refusal of a command on one row, if it was refused."""
    for row in results.results:
        if row.outcome is RowOutcome.REFUSED:
            raise row.notes[0].refusal()
