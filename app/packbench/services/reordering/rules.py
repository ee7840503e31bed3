"""One reorder rule for many chosen products at once."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from packbench.domain.outcomes import Note, RowOutcome, Said, note
from packbench.domain.refusals import Code, Refusal
from packbench.engine.bulk import DO_IT, How, Results, RowResult, run_bulk
from packbench.engine.command.context import Context
from packbench.engine.command.core import Transaction
from packbench.exchange.kinds import REORDER_RULES
from packbench.exchange.reading import read_typed
from packbench.exchange.rejects import Rejected
from packbench.services.importing.outcome import ImportJob
from packbench.services.importing.reorder_rules import import_reorder_rules
from packbench.services.importing.undoing import keep_for_undo
from packbench.services.reordering.drafting import ChosenPlace

SET_RULES = "reorder_rules.set"
"""The name of this command."""


@dataclass(frozen=True, slots=True)
class NewRule:
    """A rule as it is typed; empty texts are as in a file."""

    point: str = ""
    quantity: str = ""
    cover_days: str = ""
    demand_days: str = ""
    service_percent: str = ""


def set_rules(
    context: Context, chosen: Sequence[ChosenPlace], rule: NewRule, *, how: How = DO_IT
) -> Results:
    """Gives each chosen product at its warehouse this rule, in place of the one that it has.

    Refuses (`bad_value`) what an import would reject in every row.
    """

    def work(transaction: Transaction) -> Results:
        texts = asdict(rule)
        rows = [{"warehouse": one.warehouse, "sku": one.sku, **texts} for one in chosen]
        typed = read_typed(REORDER_RULES, rows)
        job = ImportJob(transaction, typed, update=True)
        import_reorder_rules(job)
        refused = {row: one for one in (*typed.rejected, *job.outcome.rejected) for row in one.rows}
        results = [
            _refused(place, refused[number]) if number in refused else _set(place)
            for number, place in enumerate(chosen, 1)
        ]
        with context.database.read.connect() as before:
            keep_for_undo(transaction, before, {"reorder_rule": None})
        return Results(results)

    content = {"chosen": [list(one) for one in chosen], "rule": asdict(rule)}
    return run_bulk(context, SET_RULES, content, how, work)


def _set(place: ChosenPlace) -> RowResult:
    told = note(Said.RULE_SET, warehouse=place.warehouse)
    return RowResult(place.sku, RowOutcome.DONE, [told])


def _refused(place: ChosenPlace, rejected: Rejected) -> RowResult:
    reject = rejected.rejects[0]
    told = {"column": reject.column, "value": reject.value, "reject": reject.code.value}
    refusal = Refusal(Code.BAD_VALUE, **{**reject.params, **told})
    return RowResult(place.sku, RowOutcome.REFUSED, [Note.of(refusal)])
