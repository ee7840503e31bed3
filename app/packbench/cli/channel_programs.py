"""`packbench channels token …`: what programs of channels are known by, and what they are told."""

from typing import Annotated

import typer

from packbench.cli.session import Session, table
from packbench.services.serving.arrivals import list_arrivals
from packbench.services.serving.shipment_feed import acknowledge_shipments, shipment_feed
from packbench.services.serving.tokens import TokenView, list_tokens, make_token, revoke_token
from packbench.words.language import tr

_Channel = Annotated[str, typer.Argument(help="Its code, as orders name it.")]


def add_program_commands(app: typer.Typer) -> None:
    """Adds the commands on tokens and on what was shipped."""
    app.command("token")(_token)
    app.command("tokens")(_tokens)
    app.command("revoke")(_revoke)
    app.command("shipments")(_shipments)
    app.command("arrivals")(_arrivals)


def _token(
    context: typer.Context,
    channel: _Channel,
    key: Annotated[
        str | None, typer.Option(help="Sent twice with one key, the second one is refused.")
    ] = None,
) -> None:
    """Make a token by which a program of the channel asks `packbench serve`; shown this once."""
    session: Session = context.obj
    made = make_token(session.context(), channel, key=key)
    words = tr(
        "It is shown this once and kept nowhere. `packbench channels revoke {hint}` ends it."
    )
    session.emit(made, made.token, words.format(hint=made.hint))


def _tokens(
    context: typer.Context,
    channel: Annotated[str, typer.Argument(help="Only of this channel.")] = "",
) -> None:
    """List the tokens of channels by their first signs, those that were revoked too."""
    session: Session = context.obj
    found = list_tokens(session.context(), channel)
    session.emit({"tokens": found}, _shown(found))


def _revoke(
    context: typer.Context,
    hint: Annotated[str, typer.Argument(help="The token's first signs, as `tokens` lists them.")],
) -> None:
    """End a token: it opens nothing any more. That can't be taken back; make a new one."""
    session: Session = context.obj
    done = revoke_token(session.context(), hint)
    words = tr("The token {hint} of {channel} opens nothing any more.")
    session.emit(done, words.format(hint=done.hint, channel=done.channel))


def _shipments(
    context: typer.Context,
    channel: _Channel,
    since: Annotated[
        int | None, typer.Option(min=0, help="Since this mark; 0 is everything. No mark moves.")
    ] = None,
    peek: Annotated[bool, typer.Option("--peek", help="Leave the mark where it is.")] = False,
) -> None:
    """Tell what left for a channel's orders since it was told last, with tracking numbers."""
    session: Session = context.obj
    found = shipment_feed(session.context(), channel, since=since)
    if since is None and not peek:
        acknowledge_shipments(session.context(), channel, found.cursor)
    columns = (
        *(tr("shipment"), tr("order"), tr("status"), tr("carrier"), tr("tracking")),
        tr("shipped"),
    )
    words = {"shipped": tr("shipped"), "voided": tr("voided")}
    rows = [
        (
            *(one.shipment, one.order_number, words[one.status], one.carrier, one.tracking),
            one.shipped_at,
        )
        for one in found.items
    ]
    session.emit(found, table(columns, rows) if rows else tr("Nothing is new."))


def _arrivals(
    context: typer.Context,
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 50,
) -> None:
    """List what came in by itself: over HTTP, and from watched folders."""
    session: Session = context.obj
    found = list_arrivals(session.context(), limit)
    columns = (
        *(tr("when"), tr("from"), tr("file"), tr("imported"), tr("updated"), tr("unchanged")),
        tr("rejected"),
    )
    rows = [
        (one.at, one.way, one.file, one.imported, one.updated, one.unchanged, one.rejected)
        for one in found
    ]
    session.emit({"arrivals": found}, table(columns, rows) if rows else tr("Nothing came in yet."))


def _shown(found: list[TokenView]) -> object:
    if not found:
        return tr("No token was made. `packbench channels token CHANNEL` makes one.")
    columns = (
        *(tr("token"), tr("channel"), tr("made"), tr("made by"), tr("revoked")),
        tr("revoked by"),
    )
    rows = [
        (
            *(one.hint, one.channel, one.made_at, one.made_by, one.revoked_at or ""),
            one.revoked_by or "",
        )
        for one in found
    ]
    return table(columns, rows)
