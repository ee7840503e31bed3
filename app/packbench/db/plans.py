"""How a server plans what it is asked again and again while tables grow."""

from sqlalchemy import Connection

_OTHER_WAYS = ("seqscan", "hashjoin", "mergejoin", "material")
_BY_KEYS = "SELECT " + ", ".join(f"set_config('enable_{way}', 'off', true)" for way in _OTHER_WAYS)


def plan_by_keys(connection: Connection) -> None:
    """Until the transaction ends a server looks up row by row, and reads no whole table.

    A backlog fills tables that had a few rows. A plan that reads all of these is kept while they
    become thousands, until the server has looked at the table again, a minute later: decision 0298.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_BY_KEYS)
