"""What people write on orders: tags and notes. Nothing of a plan follows from them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import update

from packbench.db.queries.records.order_rows import OrderState
from packbench.db.schema import Order
from packbench.db.sql.among import among
from packbench.domain.outcomes import Note, Said, note
from packbench.domain.refusals import Code, Refusal
from packbench.domain.tags import MOST_TAGS, is_tag, joined_tags, normal_tag, split_tags
from packbench.engine.bulk import DO_IT, How, Results, Rows, Told, change_fit, done
from packbench.engine.command.context import Context
from packbench.engine.command.core import Transaction

MOST_NOTE_CHARACTERS = 10_000


def tag(
    context: Context,
    orders: Sequence[str],
    *,
    add: Collection[str] = (),
    remove: Collection[str] = (),
    how: How = DO_IT,
) -> Results:
    """Puts tags on orders and takes others away, whatever state they are in.

    Refuses what is no tag, and none at all. An order is refused alone whose tags are so already,
    or that would carry more than `MOST_TAGS`.
    """
    added, removed = _normal(add), _normal(remove)
    if not added and not removed:
        raise Refusal(Code.NOTHING_TO_DO, why=Said.NO_TAG_TOLD)

    def wanted(row: OrderState) -> str | None:
        return joined_tags((set(split_tags(row.tags)) - removed) | added)

    def why_not(row: OrderState) -> Refusal | None:
        tags = wanted(row)
        if tags == row.tags:
            return Refusal(Code.NOTHING_TO_DO, why=Said.HAS_TAGS, name=row.number)
        if len(split_tags(tags)) > MOST_TAGS:
            why, name = Said.CAN_CARRY_TAGS, row.number
            return Refusal(Code.TOO_MANY, why=why, count=MOST_TAGS, name=name)
        return None

    def change(transaction: Transaction, rows: Rows) -> Told:
        tags = {id_: wanted(row) for id_, row in rows.items()}
        _write(transaction, "tags", tags)
        return {id_: done(_told(text)) for id_, text in tags.items()}

    content = {"orders": list(orders), "add": sorted(added), "remove": sorted(removed)}
    return change_fit(context, ("orders.tag", content, ("tags",)), how, why_not, change)


def add_note(context: Context, orders: Sequence[str], text: str, *, how: How = DO_IT) -> Results:
    """Writes a line below what the notes of orders say; whoever picks and packs them reads it.

    Refuses an empty one. An order is refused alone whose note gets too long.
    """
    line = text.strip()
    if not line:
        raise Refusal(Code.INVALID, field="note", value=text)

    def wanted(row: OrderState) -> str:
        return f"{row.note}\n{line}" if row.note else line

    def why_not(row: OrderState) -> Refusal | None:
        if len(wanted(row)) <= MOST_NOTE_CHARACTERS:
            return None
        why, count = Said.NOTE_IS_FULL, MOST_NOTE_CHARACTERS
        return Refusal(Code.TOO_MANY, why=why, count=count, name=row.number)

    def change(transaction: Transaction, rows: Rows) -> Told:
        _write(transaction, "note", {id_: wanted(row) for id_, row in rows.items()})
        return dict.fromkeys(rows, done(note(Said.NOTED)))

    content = {"orders": list(orders), "note": line}
    return change_fit(context, ("orders.note", content, ("note",)), how, why_not, change)


def _normal(tags: Collection[str]) -> set[str]:
    """The tags as they are kept; refuses what is none."""
    normal = {text: normal_tag(text) for text in tags}
    for text, one in normal.items():
        if not is_tag(one):
            raise Refusal(Code.INVALID, field="tag", value=text)
    return set(normal.values())


def _told(tags: str | None) -> Note:
    return note(Said.TAGGED, tags=split_tags(tags)) if tags else note(Said.UNTAGGED)


def _write(transaction: Transaction, column: str, values: Mapping[int, str | None]) -> None:
    """Writes a column of orders, those with the same value at once."""
    by_value: dict[str | None, list[int]] = defaultdict(list)
    for order_id, value in values.items():
        by_value[value].append(order_id)
    for text, order_ids in by_value.items():
        statement = update(Order).where(among(Order.id, order_ids))
        transaction.connection.execute(statement.values({column: text}))
