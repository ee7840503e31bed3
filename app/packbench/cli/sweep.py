"""`packbench sweep`: what a new day brings."""

import typer

from packbench.cli.session import Session
from packbench.engine.day import Swept
from packbench.services.office import sweep as service
from packbench.services.rules.daily import rules_of_day
from packbench.words.language import tr
from packbench.words.refusals import told


def sweep(context: typer.Context) -> None:
    """Take expired lots out of what can be given, and serve pre-orders whose date has come."""
    session: Session = context.obj
    swept = service.sweep(session.context())
    rules = rules_of_day(session.context(turns_day=False))
    told_of_rules = [told(one) for one in rules.notes] if rules else []
    session.emit(swept, swept_words(swept), *told_of_rules)


def swept_words(swept: Swept) -> str:
    """What a sweep did, in a sentence."""
    told = tr("{expired} units expired; {released} orders were served, {lost} lost units.")
    return told.format(
        expired=swept.expired_units, released=len(swept.released), lost=len(swept.taken_back)
    )
