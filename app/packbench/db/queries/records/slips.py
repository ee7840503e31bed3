"""Templates of slips: those that are used now, and those by which something was printed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from packbench.db.schema import (
    ChannelSlip,
    Order,
    PrintedDocument,
    PrintedSlip,
    Shipment,
    SlipTemplateRow,
)
from packbench.db.sql.rows import AnyRow
from packbench.domain.catalog import code_key
from packbench.domain.slips import USUAL, GiftRule, SlipField, SlipPaper, SlipTemplate


@dataclass(frozen=True, slots=True)
class StoredTemplate:
    """A template as it stands in the database; id 0 is the one that nobody made."""

    id: int
    template: SlipTemplate


UNSTORED = StoredTemplate(0, USUAL)


@dataclass(frozen=True, slots=True)
class KnownSlips:
    """The templates of now by the key of their name, and the channels with one by their key."""

    templates: Mapping[str, StoredTemplate]
    channels: Mapping[str, tuple[str, str]]
    """By the key of a channel: its name, and the key of its template."""

    def of_channel(self, channel: str) -> StoredTemplate:
        """The template of a channel: its own, else that of all others, else the usual one."""
        _, key = self.channels.get(code_key(channel)) or self.channels.get("") or ("", "")
        return self.templates.get(key, UNSTORED)


def known_slips(connection: Connection) -> KnownSlips:
    """All templates that are used now, by name, and which channels use which."""
    query = select(SlipTemplateRow.__table__).where(SlipTemplateRow.current)
    rows = connection.execute(query.order_by(SlipTemplateRow.name_key)).all()
    channels = connection.execute(select(ChannelSlip.__table__).order_by(ChannelSlip.channel_key))
    return KnownSlips(
        {row.name_key: _stored(row) for row in rows},
        {row.channel_key: (row.channel, row.template_key) for row in channels},
    )


def printed_by(connection: Connection, kind: str, subject: str) -> StoredTemplate | None:
    """The template by which a slip was printed last; None where it was not printed yet."""
    query = (
        select(SlipTemplateRow.__table__, PrintedDocument.id.label("printed"))
        .select_from(PrintedDocument)
        .outerjoin(PrintedSlip, PrintedSlip.document_id == PrintedDocument.id)
        .outerjoin(SlipTemplateRow, SlipTemplateRow.id == PrintedSlip.template_id)
        .where(PrintedDocument.kind == kind, PrintedDocument.subject == subject)
        .order_by(PrintedDocument.print_number.desc())
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    return UNSTORED if row.id is None else _stored(row)


def gift_rule_of(connection: Connection, shipment: str) -> GiftRule:
    """What is printed of a shipment's gift message; ON_SLIP, too, where there is none."""
    query = (
        select(Order.channel, Order.gift_message)
        .join(Shipment, Shipment.order_id == Order.id)
        .where(Shipment.number == shipment)
    )
    channel, message = connection.execute(query).one()
    if not message:
        return GiftRule.ON_SLIP
    return known_slips(connection).of_channel(channel).template.gift


def body_of(template: SlipTemplate) -> str:
    """A template as it is kept: all but its name and its logo."""
    told = {
        **{name: getattr(template, name) for name in _TEXTS},
        "fields": sorted(template.fields),
        "prices": template.prices,
        "paper": template.paper.value,
        "gift": template.gift.value,
    }
    return json.dumps(told, ensure_ascii=False)


_TEXTS = ("sender", "header", "footer", "language", "gift_from")


def _stored(row: AnyRow) -> StoredTemplate:
    told = json.loads(row.body)
    template = SlipTemplate(
        row.name,
        **{name: str(told.get(name, "")) for name in _TEXTS},
        fields=frozenset(SlipField(one) for one in told["fields"] if one in set(SlipField)),
        prices=bool(told["prices"]),
        paper=SlipPaper(told["paper"]),
        gift=GiftRule(told["gift"]),
        logo=row.logo or b"",
    )
    return StoredTemplate(row.id, template)
