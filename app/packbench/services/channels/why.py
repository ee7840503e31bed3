"""Why a channel sees the number of a product that it sees, number by number (decision 0234)."""

from sqlalchemy import Connection, select

from packbench.db.channels import known_channel
from packbench.db.queries.planning.channels import ChannelSays, Ware
from packbench.db.queries.records.lookups import find_product
from packbench.db.schema import Channel, ChannelItem, Product
from packbench.db.sql.among import among
from packbench.domain.catalog import code_key
from packbench.domain.channel_sight import PartThere, PlaceSeen, RuleOf, WhySeen
from packbench.domain.channels import ALL_OF_IT, SHOW_ALL, Measure, Share, ShowRule, shown
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.services.channels.seeing import Sight, look, names_of, said_of


def why(
    context: Context, sku: str, channel: str | None = None, trying: ShowRule | None = None
) -> list[WhySeen]:
    """What each channel sees of a product, or one alone, and why.

    `trying` is a rule that counts instead of theirs; nothing is kept of it.
    Refuses an unknown SKU or channel.
    """
    with context.database.read.connect() as connection:
        product = find_product(connection, sku)
        query = select(Channel.id).order_by(Channel.code_key)
        if channel is not None:
            code = known_channel(connection, channel)
            query = query.where(Channel.code == code)
        ids = connection.execute(query).scalars().all()
        sight = look(connection, {product.id})
        says = {one.id: one for one in said_of(connection, ids, {product.id})}
        sold = sight.wares.sold[product.id]
        skus = _skus(connection, sold)
        return [_why(connection, sight, sold, says[one], skus, trying) for one in ids]


def share_of(measure: str, value: int) -> Share:
    """A share that somebody named; refuses (`invalid`) what no rule can say."""
    if measure not in set(Measure):
        raise Refusal(Code.INVALID, field="channel rule", value=measure)
    if value < 0 or (measure == Measure.PERCENT and value > ALL_OF_IT):
        raise Refusal(Code.INVALID, field="channel share", value=str(value))
    return Share(Measure(measure), value)


def _skus(connection: Connection, sold: Ware) -> dict[int, str]:
    ids = [part for part, _ in sold.parts]
    query = select(Product.id, Product.sku).where(among(Product.id, ids))
    return {row[0]: row[1] for row in connection.execute(query)}


def _why(
    connection: Connection,
    sight: Sight,
    sold: Ware,
    says: ChannelSays,
    skus: dict[int, str],
    trying: ShowRule | None,
) -> WhySeen:
    rule_of, rule = RuleOf.NONE, SHOW_ALL
    for source, product_id in ((RuleOf.CHANNEL, None), (RuleOf.SKU, sold.id)):
        if product_id in says.rules:
            rule_of, rule = source, says.rules[product_id]
    if trying is not None:
        rule_of, rule = RuleOf.TRIED, trying
    total, above = sight.offer(sold, says.code)
    seen = shown(total, rule, above=above)
    names = [name for _, name in names_of(sold, says)]
    return WhySeen(
        channel=says.code,
        sku=sold.sku,
        names=names,
        places=_places(sight, sold, says.code, skus),
        room=sight.room.get(sold.id),
        not_yet=sold.not_yet,
        counted=bool(sold.counted),
        total=total,
        above=above,
        rule_of=rule_of,
        rule=seen.share.measure,
        value=seen.share.value,
        by_minimum=seen.by_minimum,
        push=rule.push,
        number=seen.number if names else None,
        told=_told(connection, says.id, names),
    )


def _places(sight: Sight, sold: Ware, channel: str, skus: dict[int, str]) -> list[PlaceSeen]:
    levels = {part: sight.levels(part) for part, _ in sold.counted}
    found = []
    rows = zip(sight.wares.sites, sight.stands(sold), sight.bars(sold, channel), strict=True)
    for index, (site, stand, bar) in enumerate(rows):
        parts = []
        for part, per_unit in sold.counted:
            level = levels[part][index]
            there = (None, None) if level is None else (level.available, level.minimum)
            parts.append(PartThere(skus[part], per_unit, *there))
        why_not = None if bar is None else bar.value
        if why_not is None and sold.counted and stand.available is None:
            why_not = _NOT_STOCKED
        found.append(
            PlaceSeen(site.code, site.virtual, stand.available, stand.above, why_not, parts)
        )
    return found


_NOT_STOCKED = "not_stocked"


def _told(connection: Connection, channel_id: int, names: list[str]) -> int | None:
    """What the channel surely has of it, under the first of its names."""
    query = select(ChannelItem.told).where(
        ChannelItem.channel_id == channel_id, ChannelItem.sku_key == code_key((*names, "")[0])
    )
    return connection.execute(query).scalar()
