"""Another station while a window is measured: so many changes of an order a second.

usage: python -m bench.window_station URL CHANGES_A_SECOND SECONDS
"""

import sys
import time

from sqlalchemy import select, update

from packbench.db.engine import open_database
from packbench.db.notices import notify
from packbench.db.schema import Order
from packbench.domain.changes import Kind, changed


def main() -> None:
    """Changes one order after the other, each in a transaction that the others hear of."""
    url, rate, seconds = sys.argv[1], float(sys.argv[2]), float(sys.argv[3])
    database = open_database(url)
    with database.read.connect() as connection:
        open_ones = select(Order.id).where(Order.status == "ready").limit(500)
        ids = list(connection.scalars(open_ones.order_by(Order.queue_key)))
    begun_s, made = time.monotonic(), 0
    while (since_s := time.monotonic() - begun_s) < seconds:
        if since_s * rate < made:
            time.sleep(made / rate - since_s)
        one, made = ids[made % len(ids)], made + 1
        with database.write.begin() as connection:
            now = {"note": f"call {made}"}
            connection.execute(update(Order).where(Order.id == one).values(now))
            notify(connection, 0, changed(Kind.ORDER, [one]))
    database.dispose()
    sys.stdout.write(f"{made}\n")


if __name__ == "__main__":
    main()
