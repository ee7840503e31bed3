"""`packbench channels …`: where orders come from, and whether somebody verifies each of them."""

from functools import partial
from typing import Annotated

import typer

from packbench.cli.channel_programs import add_program_commands
from packbench.cli.masters import add_master_commands
from packbench.cli.session import Session, table
from packbench.cli.words import YesNo
from packbench.domain.catalog import code_key
from packbench.services.channels import verifying as service
from packbench.services.channels.feed import acknowledge, inventory
from packbench.services.channels.verifying import ChannelView
from packbench.words.language import tr

app = typer.Typer(no_args_is_help=True)
add_master_commands(app, "channels", but=("list",))
add_program_commands(app)


@app.callback()
def group() -> None:
    """Channels, as orders name them."""


@app.command("list")
def list_(context: typer.Context) -> None:
    """List the channels, and how many of their orders are to be verified."""
    session: Session = context.obj
    _emit(session, service.list_channels(session.context()))


@app.command("set")
def set_(
    context: typer.Context,
    channel: str,
    verify: Annotated[
        YesNo, typer.Option(help="Whether each order is to be verified before it gets stock.")
    ],
) -> None:
    """Say whether somebody verifies each order of a channel before it goes on."""
    session: Session = context.obj
    wanted = {channel: verify is YesNo.YES}
    known = {code_key(one.code) for one in service.list_channels(session.context())}
    found = service.set_verifying(session.context(), wanted)
    if code_key(channel) not in known:
        new = tr("{channel} is a new channel: no order names it yet.")
        session.say(new.format(channel=channel))
    _emit(session, found)


@app.command()
def stock(
    context: typer.Context,
    channel: str,
    everything: Annotated[
        bool, typer.Option("--all", help="All that it sees, changed or not.")
    ] = False,
    peek: Annotated[
        bool, typer.Option("--peek", help="Only look: it is told again the next time.")
    ] = False,
) -> None:
    """What a channel may show, as far as it changed since it was told the last time.

    What is answered counts as told once it is written whole.
    """
    session: Session = context.obj
    known = {code_key(one.code) for one in service.list_channels(session.context())}
    feed = inventory(session.context(), channel, everything=everything, looking=peek)
    if code_key(channel) not in known and not peek:
        new = tr("{channel} is a new channel: it sees all that is available.")
        session.say(new.format(channel=feed.channel))
    rows = [(one.sku, one.available) for one in feed.items]
    told = table((tr("SKU"), tr("available")), rows)
    nothing = tr("Nothing changed since {channel} was told.").format(channel=feed.channel)
    keep = partial(acknowledge, session.context(), channel, feed.cursor)
    session.emit(feed, told if rows else nothing, then=None if peek else keep)


def _emit(session: Session, found: list[ChannelView]) -> None:
    yes, no = tr("yes"), tr("no")
    rows = [
        (one.code, one.name, yes if one.verify else no, one.to_verify, yes if one.active else no)
        for one in found
    ]
    columns = (
        *(tr("channel"), tr("name"), tr("verify"), tr("orders to be verified")),
        tr("in use"),
    )
    session.emit({"channels": found}, table(columns, rows))
