"""What rules for orders name stays as they name it."""

from sqlalchemy import Connection

from packbench.db.queries.records.order_rules import first_naming
from packbench.domain.order_rules import RuleAsks
from packbench.domain.outcomes import Said
from packbench.domain.rule_texts import bad


def refuse_named(connection: Connection, asks: RuleAsks, code: str) -> None:
    """Refuses (`bad_rule`) to take away what a rule names; a field is known by its heading."""
    rule = first_naming(connection, asks, code)
    if rule is not None:
        raise bad(Said.RULE_NAMES_IT, rule=rule.name, name=code)
