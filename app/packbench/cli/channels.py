"""`packbench channels …`: where orders come from, and whether somebody verifies each of them."""

from functools import partial
from typing import Annotated

import typer

from packbench.cli.channel_programs import add_program_commands
from packbench.cli.masters import add_master_commands, emit_records
from packbench.cli.rule_history import add_rule_history
from packbench.cli.session import Session, table
from packbench.cli.words import YesNo
from packbench.domain.catalog import code_key
from packbench.domain.channel_sight import PlaceSeen
from packbench.domain.channels import EVERYTHING, Share, ShowRule
from packbench.domain.refusals import Code, Refusal
from packbench.engine.bulk import How
from packbench.services.channels import verifying as service
from packbench.services.channels.excluding import Excluded, exclude, include, list_exclusions
from packbench.services.channels.feed import acknowledge, inventory
from packbench.services.channels.verifying import ChannelView
from packbench.services.channels.why import share_of, why
from packbench.words.channels import place_words, seen_words
from packbench.words.language import tr

app = typer.Typer(no_args_is_help=True)
add_master_commands(app, "channels", but=("list",))
add_program_commands(app)
add_rule_history(app)
of_rules = typer.Typer(no_args_is_help=True, help="How much of what is available channels show.")
add_master_commands(of_rules, "channel-rules")
app.add_typer(of_rules, name="rules")


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


@app.command("why")
def why_(
    context: typer.Context,
    sku: str,
    channel: Annotated[str | None, typer.Option(help="Only this channel.")] = None,
    rule: Annotated[
        str | None, typer.Option(help="Try a rule, nothing is kept: percent:N or max:N.")
    ] = None,
    min_rule: Annotated[
        str | None, typer.Option(help="The rule while nothing is above its minimum, tried as well.")
    ] = None,
) -> None:
    """Why channels see so much of a product: each warehouse, the rule, the number."""
    session: Session = context.obj
    tried = None
    if rule is not None or min_rule is not None:
        share = EVERYTHING if rule is None else _share(rule)
        tried = ShowRule(share, None if min_rule is None else _share(min_rule))
    found = why(session.context(), sku, channel, tried)
    rows = [
        (one.channel, ", ".join(one.names), *_place(place)) for one in found for place in one.places
    ]
    told = [one.channel + ": " + seen_words(one) for one in found]
    columns = (
        *(tr("channel"), tr("SKU there"), tr("warehouse"), tr("available")),
        *(tr("above its minimum"), tr("counts")),
    )
    shown = table(columns, rows)
    none = tr("There is no channel yet; one that asks for stock sees all that is available.")
    session.emit({"seen": found}, *((shown, *told) if found else (none,)))


def _place(place: PlaceSeen) -> tuple[str, str, str, str]:
    return (
        place.warehouse,
        "–" if place.available is None else str(place.available),
        tr("yes") if place.above else tr("no"),
        tr("yes") if place.why_not is None else place_words(place),
    )


def _share(text: str) -> Share:
    measure, colon, value = text.partition(":")
    if not (colon and value.strip().removeprefix("-").isdecimal()):
        raise Refusal(Code.INVALID, field="channel rule", value=text)
    return share_of(measure.strip(), int(value))


@app.command("exclusions")
def exclusions(context: typer.Context) -> None:
    """List which warehouses do not count for which channels and SKUs."""
    session: Session = context.obj
    found = list_exclusions(session.context())
    rows = [(one.channel or tr("all"), one.sku or tr("all"), one.warehouse) for one in found]
    told = table((tr("channel"), tr("SKU"), tr("warehouse")), rows)
    none = tr("Every warehouse counts for every channel.")
    session.emit({"exclusions": found}, told if rows else none)


_Channel = Annotated[str, typer.Option(help="For this channel; without it for all.")]
_Sku = Annotated[str, typer.Option(help="For this SKU; without it for all.")]
_DryRun = Annotated[bool, typer.Option("--dry-run", help="Only tell what would happen.")]


@app.command("exclude")
def exclude_(
    context: typer.Context,
    warehouse: str,
    channel: _Channel = "",
    sku: _Sku = "",
    dry_run: _DryRun = False,
) -> None:
    """A warehouse counts no more for a channel, a SKU, or both."""
    session: Session = context.obj
    how = How(preview=dry_run)
    emit_records(session, exclude(session.context(), Excluded(channel, sku, warehouse), how=how))


@app.command("include")
def include_(
    context: typer.Context,
    warehouse: str,
    channel: _Channel = "",
    sku: _Sku = "",
    dry_run: _DryRun = False,
) -> None:
    """A warehouse counts again; it takes back one line of `exclusions`."""
    session: Session = context.obj
    how = How(preview=dry_run)
    emit_records(session, include(session.context(), Excluded(channel, sku, warehouse), how=how))


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
