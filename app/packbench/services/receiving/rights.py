"""Who may let in what was not expected."""

from sqlalchemy import select

from packbench.db.queries.records.settings import read_setting
from packbench.db.schema import Operator
from packbench.domain.catalog import code_key
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.core import Transaction
from packbench.settings import SUPERVISORS


def supervisor_id(transaction: Transaction, name: str | None) -> int | None:
    """Inside a command: the id of who approves; None where nobody does.

    Refuses an operator that is unknown or out of use, and one whom the setting does not name
    (`no_right`).
    """
    if name is None:
        return None
    connection = transaction.connection
    query = select(Operator.id).where(Operator.name == name, Operator.active)
    found = connection.execute(query).scalar_one_or_none()
    if found is None:
        raise Refusal(Code.NOT_FOUND, kind="operator", name=name)
    named = read_setting(connection, SUPERVISORS)
    if code_key(name) not in {code_key(one) for one in named}:
        raise Refusal(Code.NO_RIGHT, name=name)
    return int(found)
