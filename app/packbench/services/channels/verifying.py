"""What is said of a channel: whether each of its orders is to be verified before it goes on."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from packbench.db.channels import spell_channels
from packbench.db.schema import Channel, Order
from packbench.db.sql.going_on import TO_VERIFY
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.undo.undoer import Undoer
from packbench.engine.verifying import asking_channels, write_verifying


@dataclass(frozen=True, slots=True)
class ChannelView:
    """A channel; `to_verify` counts its orders that stand still until somebody looks at them."""

    code: str
    verify: bool
    to_verify: int
    name: str = ""
    ship_partial: bool = True
    max_warehouses: int | None = None
    number_prefix: str = ""
    active: bool = True


def list_channels(context: Context) -> list[ChannelView]:
    """Every channel by name."""
    with context.database.read.connect() as connection:
        waiting = {row[0]: row[1] for row in connection.execute(_WAITING)}
        query = select(Channel.__table__).order_by(Channel.code_key)
        rows = connection.execute(query).all()
    return [
        ChannelView(
            *(row.code, row.verify, waiting.get(row.code, 0), row.name, row.ship_partial),
            *(row.max_warehouses, row.number_prefix, row.active),
        )
        for row in rows
    ]


_WAITING = select(Order.channel, func.count()).where(TO_VERIFY).group_by(Order.channel)


def set_verifying(
    context: Context, channels: Mapping[str, bool], *, key: str | None = None
) -> list[ChannelView]:
    """Says of channels whether their orders are to be verified; makes those that are new.

    Switched on, its new orders that nobody has allocated yet stand still, too; what is allocated or
    waits for stock goes on. Switched off, what was still to be verified is new as any other order:
    the next `allocate` gives it stock. Refuses an empty name.
    """
    if not all(name.strip() for name in channels):
        raise Refusal(Code.INVALID, field="channel", value="")

    def work(transaction: Transaction) -> int:
        spelled = spell_channels(transaction.connection, channels)
        wanted = {spelled[name]: verify for name, verify in channels.items()}
        asking = asking_channels(transaction.connection)
        before = {code: code in asking for code in wanted}
        write_verifying(transaction, wanted)
        transaction.undo = ChannelsChange(before, wanted)
        return len(wanted)

    call = Call("channels.set", {"verify": dict(channels)}, key)
    run_command(context, call, int, work)
    return list_channels(context)


@dataclass(frozen=True, slots=True)
class ChannelsChange:
    """Whether the orders of channels were to be verified before a command, and after it."""

    before: dict[str, bool]
    after: dict[str, bool]


def _undo_channels(transaction: Transaction, change: ChannelsChange) -> None:
    """As they were; refuses where somebody set one of them since."""
    now = _now(transaction.connection, change.after)
    if now != change.after:
        raise Refusal(Code.CANNOT_UNDO, why=Said.SETTINGS_CHANGED_SINCE)
    write_verifying(transaction, change.before)


def _now(connection: Connection, codes: Collection[str]) -> dict[str, bool]:
    query = select(Channel.code, Channel.verify).where(Channel.code.in_(codes))
    return {row.code: row.verify for row in connection.execute(query)}


UNDO_CHANNELS = Undoer(ChannelsChange, _undo_channels)
