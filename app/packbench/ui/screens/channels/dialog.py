"""The dialog of a channel: whether its orders are to be verified."""

from packbench.domain.outcomes import RowOutcome, Said, note
from packbench.domain.refusals import Code, Refusal
from packbench.engine.bulk import How, Results, RowResult
from packbench.engine.command.context import Context
from packbench.services.channels import ChannelView, list_channels, set_verifying
from packbench.ui.bulk_running import BulkRunner
from packbench.ui.parts.bulk.spec import Bulk, DialogField, FieldKind, Values, Words
from packbench.ui.parts.widgets.filter_groups import Choice
from packbench.ui.workplace import Workplace
from packbench.words.language import tr, tr_count

_CHANNEL, _NEW, _VERIFY = "channel", "new", "verify"


def ask_channel(place: Workplace) -> None:
    """Opens the dialog with the channels as they are now."""
    context, desk = place.context, place.desk
    bulk = BulkRunner(place)
    desk.runner.read(
        "channels.list",
        lambda: list_channels(context),
        lambda known: bulk.ask(channels(context, known)),
        owner=desk.window,
    )


def channels(context: Context, known: list[ChannelView]) -> Bulk:
    """Says of one channel whether its orders are to be verified."""
    told = {one.code: {_VERIFY: one.verify} for one in known}
    first = known[0] if known else None
    fields = (
        DialogField(
            _CHANNEL,
            tr("&Channel"),
            FieldKind.CHOICE,
            value=first.code if first else "",
            choices=(*map(_choice, known), Choice("", tr("a new one"))),
            fills=told | {"": {_VERIFY: False}},
        ),
        DialogField(_NEW, tr("&Name"), hint=tr("Of a new channel, as its orders name it")),
        DialogField(
            _VERIFY,
            tr("&Verify"),
            FieldKind.CHECK,
            value=first.verify if first else False,
            hint=tr("&Verify each order before it gets stock"),
        ),
    )

    def do(values: Values, how: How) -> Results:
        channel = str(values[_CHANNEL] or values[_NEW]).strip()
        verify = bool(values[_VERIFY])
        if not channel:
            raise Refusal(Code.INVALID, field="channel", value="")
        if not how.preview:
            set_verifying(context, {channel: verify}, key=how.key)
        told = note(Said.ORDERS_ARE_VERIFIED if verify else Said.ORDERS_GO_ON)
        return Results([RowResult(channel, RowOutcome.DONE, [told])])

    words = Words(
        tr("Channels"),
        tr("Orders of a channel that asks for it stand still as new until somebody verifies them."),
        button=lambda count: tr_count("Write {count} channel", "Write {count} channels", count),
        doing=tr("Writing the channel…"),
        done=lambda count: tr_count("{count} channel written.", "{count} channels written.", count),
    )
    return Bulk(words, fields, do, 1, tr("Channel"))


def _choice(channel: ChannelView) -> Choice:
    """A channel, and how many of its orders stand still."""
    if not channel.to_verify:
        return Choice(channel.code, channel.code)
    told = tr_count("{count} to be verified", "{count} to be verified", channel.to_verify)
    return Choice(channel.code, f"{channel.code} · {told.format(count=channel.to_verify)}")
