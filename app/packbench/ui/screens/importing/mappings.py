"""The dialog of the mappings of columns that are kept: looked at, and forgotten."""

from collections.abc import Sequence

from packbench.domain.outcomes import RowOutcome, Said, note
from packbench.engine.bulk import How, Results, RowResult
from packbench.engine.command.context import Context
from packbench.exchange.kinds import header_of
from packbench.services.importing.mappings_kept import KeptMapping, forget_mapping
from packbench.ui.parts.bulk.spec import Bulk, DialogField, FieldKind, Values, Words
from packbench.ui.parts.widgets.filter_groups import Choice
from packbench.ui.screens.importing.words import kind_words
from packbench.words.language import tr, tr_count

_MAPPING = "mapping"


def mappings(context: Context, kept: Sequence[KeptMapping]) -> Bulk:
    """Shows what a kept mapping takes as what, and forgets it."""
    by_layout = {one.layout: one for one in kept}
    field = DialogField(
        _MAPPING,
        tr("&Mapping"),
        FieldKind.CHOICE,
        value=kept[0].layout,
        choices=tuple(Choice(one.layout, _name(one)) for one in kept),
        needed=tr("Choose a mapping."),
    )

    def do(values: Values, how: How) -> Results:
        chosen = by_layout[str(values[_MAPPING])]
        if not how.preview:
            forget_mapping(context, chosen.layout, key=how.key)
        pairs = chosen.mapping.columns.items()
        columns = ", ".join(f"{theirs} = {header_of(ours)}" for theirs, ours in pairs)
        told = note(Said.MAPPING_FORGOTTEN, columns=columns)
        return Results([RowResult(_name(chosen), RowOutcome.DONE, [told])])

    words = Words(
        tr("Mappings of imports"),
        tr(
            "What is taken as which column in files that look alike. Forgotten, it is guessed anew."
        ),
        button=lambda count: tr_count("Forget {count} mapping", "Forget {count} mappings", count),
        doing=tr("Forgetting the mapping…"),
        done=lambda count: tr_count(
            "{count} mapping forgotten.", "{count} mappings forgotten.", count
        ),
    )
    return Bulk(words, (field,), do, 1, tr("Mapping"), tried_at_once=True)


def _name(one: KeptMapping) -> str:
    return f"{kind_words(one.mapping.kind)} · {one.title}"
