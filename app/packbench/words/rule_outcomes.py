"""The sentences for what rules for orders did, and for rules that can't be kept so."""

from collections.abc import Mapping

from packbench.domain.outcomes import Said
from packbench.words.counted import Counted
from packbench.words.language import mark

RULE_SENTENCES: Mapping[Said, str | Counted] = {
    Said.RULE_ACTED: mark("Rule “{rule}” acted on it."),
    Said.RULE_NOT_DONE: mark("Rule “{rule}” could not do all with it."),
    Said.RULE_ACTED_ON: Counted(
        "Rule “{rule}” acted on {count} order.", "Rule “{rule}” acted on {count} orders."
    ),
    Said.RULE_WOULD_ACT_ON: Counted(
        "Rule “{rule}” would act on {count} order.", "Rule “{rule}” would act on {count} orders."
    ),
    Said.RULES_AND_ORDER: mark("Not all was done with order {order}."),
    Said.RULES_NOT_DONE_MORE: Counted(
        "Of {count} more order rules could not do all; its history tells why.",
        "Of {count} more orders rules could not do all; their histories tell why.",
    ),
    Said.RULE_SAVED: mark("Rule “{rule}” is kept."),
    Said.RULE_VALUE_TWICE: mark("{value} stood there twice; it counts once."),
    Said.RULE_NAMELESS: mark("A rule needs a name, by which histories call it."),
    Said.RULE_WITHOUT_ACTION: mark("Rule “{rule}” does nothing. Give it an action."),
    Said.RULE_EVENT_UNKNOWN: mark("There is no moment “{value}” for rules. There are: {known}."),
    Said.RULE_FIELD_UNKNOWN: mark("There is no condition “{value}” of rules. There are: {known}."),
    Said.RULE_DEED_UNKNOWN: mark("There is no action “{value}” of rules. There are: {known}."),
    Said.RULE_COMPARES_SO: mark("The condition “{name}” compares by {known}, not by “{value}”."),
    Said.RULE_NEEDS_VALUE: mark("Type a value for “{part}”: it needs one."),
    Said.RULE_VALUE_WRONG: mark(
        "The value “{value}” can't be used for “{name}”. Such as: {known}."
    ),
    Said.RULE_UNREADABLE: mark("This can't be read: “{value}”. Write it so: {known}."),
    Said.RULE_IS_LONG: Counted(
        "A rule can have {count} condition or action, and no text over 1,000 letters.",
        "A rule can have {count} conditions or actions, and no text over 1,000 letters.",
    ),
    Said.RULE_NO_WAREHOUSE: mark("There is no warehouse {value}. There are: {known}."),
    Said.RULE_NO_METHOD: mark("There is no shipping method {value}. There are: {known}."),
    Said.RULE_NO_CHANNEL: mark("There is no channel {value}. There are: {known}."),
    Said.RULE_METHOD_OFF: mark(
        "Shipping method {value} is out of use. Put it into use again, or take another one."
    ),
    Said.RULE_NAMES_IT: mark(
        "{name} stays as it is: rule “{rule}” names it. Change that rule or delete it first."
    ),
    Said.RULE_LEFT_OUT: mark(
        "Rule “{rule}” was left out: the field {field}, which it asks for, is not in use. Put the"
        " field into use again, or change the rule."
    ),
    Said.RULE_CHANGED_MEANWHILE: mark(
        "Somebody changed rule “{rule}” meanwhile. Nothing was changed; what you typed is still"
        " here. Look at the rule as it is now, or save again to write it all the same."
    ),
    Said.RULES_ARE_MANY: Counted("There can be {count} rule.", "There can be {count} rules."),
    Said.RULE_HOLDS_ALL: Counted(
        "Rule “{rule}” would hold all: {count} of the last {count} order. Confirm that"
        " (`--holds-all`), or give it conditions.",
        "Rule “{rule}” would hold all {count} of the last {count} orders. Confirm that"
        " (`--holds-all`), or give it conditions.",
    ),
    Said.RULE_EXISTS: mark("There is a rule “{rule}” already. Choose another name, or edit it."),
    Said.RULE_IS_SO: mark("Rule “{rule}” is so already."),
    Said.RULES_CHANGED_SINCE: mark("Somebody changed rule “{rule}” since."),
    Said.RULE_BEGINS_TOMORROW: mark("It acts for the first time when the next day begins."),
    Said.DAY_IS_OVER: mark("The day {day} is over, so it is not held."),
    Said.NO_SUCH_LINE_LEFT: mark("It has no line of {sku} that can be cancelled."),
    Said.ITEM_ADDED: Counted(
        "{count} unit of {sku} is added.", "{count} units of {sku} are added."
    ),
    Said.KEPT_OUT: mark("{warehouse} does not serve it any more."),
    Said.LET_IN: mark("{warehouse} may serve it again."),
    Said.IS_NOT_KEPT_OUT: mark("Order {name} is not kept out of it."),
    Said.IS_KEPT_OUT: mark("Order {name} is kept out of it already."),
}
