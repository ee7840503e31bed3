"""The sentences for what changes the numbers that channels see."""

from collections.abc import Mapping

from packbench.domain.outcomes import Said
from packbench.words.counted import Counted
from packbench.words.language import mark

CHANNEL_SENTENCES: Mapping[Said, str | Counted] = {
    Said.CHANNEL_SEES: mark("{channel} sees {after} instead of {before}."),
    Said.CHANNEL_SEES_NOW: mark("{channel} sees {after}; it was told nothing of it before."),
    Said.CHANNEL_SEES_NOTHING: mark("{channel} is told nothing of it; it saw {before}."),
    Said.WAREHOUSE_EXCLUDED: mark("{warehouse} does not count any more."),
    Said.WAREHOUSE_INCLUDED: mark("{warehouse} counts again."),
}
