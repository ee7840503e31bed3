"""The words for what would serve a line that waits, and for what each warehouse answered."""

from collections.abc import Callable
from datetime import date

from packbench.domain.allocation.decision import WarehouseDecision
from packbench.domain.outcomes import Note
from packbench.words.language import tr, tr_count
from packbench.words.refusals import told
from packbench.words.states import reason_words


def fix_words(fix: Note, day_words: Callable[[date], str]) -> str:
    """The sentence of a piece of advice; `day_words` tells how its day is shown, where it has one.

    The note keeps the day in ISO 8601.
    """
    day = fix.params.get("day")
    if not isinstance(day, str):
        return told(fix)
    return told(Note(fix.code, {**fix.params, "day": day_words(date.fromisoformat(day))}))


def answer_words(
    decision: WarehouseDecision, *, complete_only: bool, number: Callable[[int], str] = str
) -> str:
    """Units taken, or why none were; then what made the warehouse better or worse than others.

    Args:
        decision: of one warehouse.
        complete_only: nothing was taken because the order ships only complete.
        number: how a number is told.
    """
    if decision.taken:
        taken = tr_count("{count} taken", "{count} taken", decision.taken)
        return _listed(taken.format(count=number(decision.taken)), decision, number)
    if decision.fence:
        return reason_words(decision.fence)
    if complete_only:
        return tr("nothing taken: ships only complete")
    return _listed(tr("not tried") if decision.untried else tr("not needed"), decision, number)


def _listed(answer: str, decision: WarehouseDecision, number: Callable[[int], str]) -> str:
    """The answer and the ratings, each for itself."""
    told = [answer]
    rank, distance_km, available = map(decision.rating.get, ("rank", "distance_km", "available"))
    if rank is not None:
        told.append(tr("rank {rank}").format(rank=rank))
    if distance_km is not None:
        told.append(tr("{count} km").format(count=number(distance_km)))
    if available is not None:
        words = tr_count("{count} available", "{count} available", available)
        told.append(words.format(count=number(available)))
    return " · ".join(told)
