"""What is on its way between warehouses: what left by the ledger and did not come yet."""

_OF_LINES = (
    "(SELECT transfer_id, product_id, lot, SUM(sent - received - lost - returned) AS on_way,"
    " SUM(lost) AS lost, SUM(over) AS more FROM transfer_line"
    " GROUP BY transfer_id, product_id, lot)"
)
_OF_LEDGER = (
    "(SELECT document, product_id, lot,"
    " SUM(CASE WHEN cause = 'transfer' THEN quantity ELSE 0 END) AS moved,"
    " SUM(CASE WHEN cause = 'transit_loss' THEN quantity ELSE 0 END) AS lost,"
    " SUM(CASE WHEN cause = 'adjustment' THEN quantity ELSE 0 END) AS more FROM movement"
    " WHERE document LIKE 'T-%' AND cause IN ('transfer', 'transit_loss', 'adjustment')"
    " GROUP BY document, product_id, lot)"
)

TRANSFERS = (
    # Sent, less received, lost and returned, is what the ledger took out and did not put back.
    f"SELECT l.transfer_id AS id FROM {_OF_LINES} l LEFT JOIN {_OF_LEDGER} m"  # noqa: S608 - own names
    " ON m.document = 'T-' || l.transfer_id AND m.product_id = l.product_id AND m.lot = l.lot"
    " WHERE COALESCE(m.moved, 0) <> -l.on_way OR COALESCE(m.lost, 0) <> -l.lost"
    " OR COALESCE(m.more, 0) <> l.more"
    # No ledger row is of goods that no transfer has.
    " UNION ALL SELECT m.id FROM movement m WHERE m.document LIKE 'T-%'"
    " AND m.cause IN ('transfer', 'transit_loss') AND NOT EXISTS (SELECT 1 FROM transfer_line l"
    " WHERE 'T-' || l.transfer_id = m.document AND l.product_id = m.product_id"
    " AND l.lot = m.lot)"
    # It is over when nothing is on its way.
    " UNION ALL SELECT t.id FROM transfer t WHERE (t.status = 'sent') <> EXISTS (SELECT 1"
    " FROM transfer_line l WHERE l.transfer_id = t.id"
    " AND l.sent - l.received - l.lost - l.returned > 0)"
    " UNION ALL SELECT c.id FROM command c WHERE c.name = 'transfers.send' AND NOT EXISTS"
    " (SELECT 1 FROM transfer t WHERE t.command_id = c.id)"
)
"""The query of bad rows (`presence`)."""
