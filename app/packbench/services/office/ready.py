"""A database before any work on it: that it is there, of this version, and what its errors mean.

It stands apart from what checks and tells of a database, which most commands have no need to load.
"""

import logging
import platform

from sqlalchemy import Connection, exists, or_, select
from sqlalchemy.exc import SQLAlchemyError

from packbench import __version__
from packbench.db.addresses import shown_address
from packbench.db.daily import drafts_day, rules_day
from packbench.db.engine import Database
from packbench.db.errors import translate
from packbench.db.migrate import HEAD, current_revision, require_current, upgrade
from packbench.db.queries.records.settings import read_setting
from packbench.db.schema import OrderHoldUntil, OrderRule
from packbench.db.today import ClockReading, reading_of
from packbench.domain.order_rules import RuleEvent
from packbench.settings import DAILY_DRAFTS

_log = logging.getLogger(__name__)


def make_ready(database: Database) -> None:
    """Before any work: an embedded database is made or upgraded, a shared one must be current.

    A file that makes itself goes by the zone of its computer until somebody sets another one
    (decision 0021). Raises an EnvironmentFault that says what to do.
    """
    if database.is_sqlite:
        bring_up(database)
    else:
        _log_start(database)
        require_current(database)


def bring_up(database: Database) -> bool:
    """Makes the schema or brings it to this version; True when something was to do."""
    before = _log_start(database)
    changed = upgrade(database)
    if changed:
        _log.info("schema from=%s to=%s", before or "-", HEAD)
    return changed


def _log_start(database: Database) -> str | None:
    """The start line: version, platform, database (without its password) and its schema."""
    revision, known = None, False
    try:
        revision = current_revision(database)
        known = True
    finally:
        url = database.address
        system = f"{platform.system()}-{platform.release()}-{platform.machine()}"
        told = "start version=%s python=%s platform=%s database=%s schema=%s"
        schema = (revision or "none") if known else "unknown"
        _log.info(told, __version__, platform.python_version(), system, url, schema)
    return revision


def holds_password(address: str) -> bool:
    """Whether a password stands in the address of a database, in any form."""
    return shown_address(address) != address


def meaning_of(database: Database, error: BaseException) -> BaseException:
    """The refusal or fault that a database error means; any other error as it is."""
    return translate(error, database.url) if isinstance(error, SQLAlchemyError) else error


def day_turns(database: Database) -> bool:
    """Whether something that the day brings is still to be done, as `new_day` does it.

    Raises the fault `clock_unsure` where the clock has to be confirmed first.
    """
    with database.read.connect() as connection:
        reading = reading_of(connection)
        reading.require_sure()
        due = reading.turns or rules_due(connection, reading)
        return due or drafts_due(connection, reading)


def rules_due(connection: Connection, reading: ClockReading) -> bool:
    """Whether rules for each day have something to do that was not done on this day."""
    if not reading.sure or rules_day(connection) == reading.day:
        return False
    daily = exists().where(OrderRule.active, OrderRule.event == RuleEvent.DAILY.value)
    ending = exists().where(OrderHoldUntil.day <= reading.day)
    return bool(connection.execute(select(or_(daily, ending))).scalar_one())


def drafts_due(connection: Connection, reading: ClockReading) -> bool:
    """Whether what is to be bought is drafted by itself, and was not on this day."""
    if not reading.sure or not read_setting(connection, DAILY_DRAFTS):
        return False
    return drafts_day(connection) != reading.day
