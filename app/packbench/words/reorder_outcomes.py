"""The sentences for what drafting of proposed purchases did."""

from collections.abc import Mapping

from packbench.domain.outcomes import Said
from packbench.words.counted import Counted
from packbench.words.language import mark

REORDER_SENTENCES: Mapping[Said, str | Counted] = {
    Said.DRAFT_REWRITTEN: Counted(
        "{supplier} is now to bring {count} unit to {warehouse}.",
        "{supplier} is now to bring {count} units to {warehouse}.",
    ),
    Said.DRAFT_NOT_NEEDED: mark("Nothing of it is needed any more; the draft is cancelled."),
    Said.RULE_SET: mark("Its reorder rule for {warehouse} is set."),
    Said.NOTHING_TO_BUY: mark("Nothing of {sku} has to be bought for {warehouse} now."),
}
