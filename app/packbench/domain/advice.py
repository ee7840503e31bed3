"""What would open a warehouse to an order that waits."""

import enum


class Opening(enum.StrEnum):
    """A step that opens a warehouse to an order; `open_warehouse` names those that are needed."""

    SWITCH_ON = "switch_on"
    ADD_COUNTRY = "add_country"
    TAKE_RULE_AWAY = "take_rule_away"
