"""Giving a wave to another picker."""

from collections.abc import Callable

from packbench.domain.outcomes import RowOutcome, Said, note
from packbench.engine.bulk import How, Results, RowResult
from packbench.engine.command.context import Context
from packbench.services.office.pick_work import WaveContent
from packbench.services.picking.walking import hand_over
from packbench.ui.parts.bulk.spec import Bulk, DialogField, Values, Words
from packbench.words.language import tr, tr_count

_TO = "to"


def handing_over(
    context: Context, wave: WaveContent, show: Callable[[frozenset[str]], None]
) -> Bulk:
    """Gives a wave to another picker, known by name."""
    number = wave.row.number

    def do(values: Values, how: How) -> Results:
        picker = str(values[_TO])
        if not how.preview:
            hand_over(context, number, picker, key=how.key)
        told = note(Said.PICKER_IS, picker=picker)
        return Results([RowResult(number, RowOutcome.DONE, [told])], undoable=False)

    field = DialogField(_TO, tr("&Picker"), needed=tr("Type the name of the colleague."))
    words = Words(
        tr("Hand wave {wave} over").format(wave=number),
        tr("The colleague goes on with it. What was picked stays booked."),
        button=lambda count: tr_count("Hand the wave over", "Hand the waves over", count),
        doing=tr("Handing over…"),
        done=lambda count: tr_count(
            "{count} wave is handed over.", "{count} waves are handed over.", count
        ),
    )
    return Bulk(words, (field,), do, 1, tr("Wave"), lambda _: show(frozenset({number})))
