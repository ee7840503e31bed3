"""What a warehouse answered for a line, in the words of the window and of the command line."""

from collections.abc import Callable

from packbench.db.queries.records.orders import WarehouseDecision
from packbench.words.language import tr
from packbench.words.states import reason_words


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
        taken = tr("{count} taken").format(count=number(decision.taken))
        return " · ".join([taken, *_ratings(decision, number)])
    if decision.fence:
        return reason_words(decision.fence)
    if complete_only:
        return tr("nothing taken: ships only complete")
    words = tr("not tried") if decision.untried else tr("not needed")
    return " · ".join([words, *_ratings(decision, number)])


def _ratings(decision: WarehouseDecision, number: Callable[[int], str]) -> list[str]:
    rank, distance_km = decision.rating.get("rank"), decision.rating.get("distance_km")
    told = []
    if rank is not None:
        told.append(tr("rank {rank}").format(rank=rank))
    if distance_km is not None:
        told.append(tr("{count} km").format(count=number(distance_km)))
    available = decision.rating.get("available")
    if available is not None:
        told.append(tr("{count} available").format(count=number(available)))
    return told
