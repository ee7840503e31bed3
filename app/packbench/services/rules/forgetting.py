"""What rules left behind when what started them is taken back."""

from sqlalchemy import Connection, delete, select

from packbench.db.queries.records.order_rules import commands_of_event
from packbench.db.schema import Command, OrderHoldUntil, RuleAct
from packbench.db.sql.among import among


def forget_acts(connection: Connection, event_id: int) -> None:
    """Inside an undo: rules that acted by an event have not, and may when it happens again.

    Args:
        connection: of the undo, which has taken back what they did.
        event_id: the command by which they acted.
    """
    name = connection.execute(select(Command.name).where(Command.id == event_id)).scalar_one()
    if name != "rules.daily":  # what a person took back is not done again the next day
        connection.execute(delete(RuleAct).where(RuleAct.event_id == event_id))
    commands = commands_of_event(connection, event_id)
    holds = delete(OrderHoldUntil).where(among(OrderHoldUntil.command_id, commands))
    connection.execute(holds)
