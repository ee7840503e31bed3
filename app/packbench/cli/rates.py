"""`packbench rates …`: what currencies are worth."""

from datetime import datetime
from typing import Annotated

import typer

from packbench.cli.session import Session, table
from packbench.services.value.rates import company_currency, list_rates, set_rate
from packbench.words.language import tr

app = typer.Typer(no_args_is_help=True)


@app.command("list")
def list_(context: typer.Context) -> None:
    """List the rates into the company's currency."""
    session: Session = context.obj
    found, into = list_rates(session.context()), company_currency(session.context())
    columns = (tr("currency"), tr("from"), tr("in {currency}").format(currency=into))
    rows = [(one.currency, one.from_day, f"{one.rate.normalize():f}") for one in found]
    none = tr("No rate is known. Prices in other currencies than {currency} have no value yet.")
    told = table(columns, rows) if rows else none.format(currency=into)
    session.emit({"currency": into, "rates": found}, told)


@app.command("set")
def set_(
    context: typer.Context,
    currency: Annotated[str, typer.Argument(help="Its code, e.g. USD.")],
    rate: Annotated[str, typer.Argument(help="What one unit is worth in the company's currency.")],
    day: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="From this day on; today.")
    ] = None,
    key: Annotated[
        str | None, typer.Option(help="Sent twice with one key, it is done once.")
    ] = None,
) -> None:
    """Say what a currency is worth from a day on."""
    session: Session = context.obj
    from_day = day.date() if day else None
    done = set_rate(session.context(), currency, rate, from_day, key=key)
    words = tr("1 {currency} is {rate} {into} from {day} on.").format(
        currency=done.currency,
        rate=f"{done.rate.normalize():f}",
        into=done.into,
        day=done.from_day,
    )
    session.emit(done, words)
