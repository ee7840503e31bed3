"""`packbench views …`: saved views of the window's lists."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from packbench.cli.session import Session, table
from packbench.domain.catalog import code_key
from packbench.domain.views import Arrangement, FilterState, ViewState, ViewTab
from packbench.services.office.list_tabs import LISTS, known_part
from packbench.services.office.view_files import export_list
from packbench.services.office.views import (
    SavedView,
    delete_view,
    find_view,
    list_views,
    opened,
    rename_view,
    save_view,
    share_view,
)
from packbench.words.language import tr, tr_count
from packbench.words.views import TABS, left_out_words

app = typer.Typer(no_args_is_help=True)

Tab = Annotated[ViewTab, typer.Option("--tab", help="The list that it is a view of.")]
Owner = Annotated[str | None, typer.Option(help="Whose, where several share one of that name.")]


@app.callback()
def group() -> None:
    """Saved views of the window's lists: filter, order and columns under a name."""


@app.command("list")
def list_(
    context: typer.Context,
    tab: Annotated[ViewTab | None, typer.Option(help="Only views of this list.")] = None,
) -> None:
    """List your views and those that others share."""
    session: Session = context.obj
    found = list_views(session.context(), tab)
    rows = [
        (one.name, tr(TABS[ViewTab(one.tab)]), one.owner, tr("yes") if one.shared else tr("no"))
        for one in found
    ]
    columns = (tr("view"), tr("list"), tr("of"), tr("shared"))
    session.emit({"views": [_document(one) for one in found]}, table(columns, rows))


@app.command("save")
def save(
    context: typer.Context,
    name: str,
    tab: Tab,
    text: Annotated[str, typer.Option(help="Words that rows must contain.")] = "",
    filters: Annotated[
        list[str] | None, typer.Option("--filter", help="Such as status=new,waiting; repeatable.")
    ] = None,
    sort: Annotated[str, typer.Option(help="The column that rows are sorted by.")] = "",
    descending: Annotated[bool, typer.Option("--descending", help="The last first.")] = False,
    column: Annotated[
        list[str] | None, typer.Option(help="What is shown, in this order; without: as at first.")
    ] = None,
    share: Annotated[bool, typer.Option("--share", help="Everybody can open it.")] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Write over the one there.")] = False,
) -> None:
    """Keep a view under a name."""
    session: Session = context.obj
    values = dict(_filter(tab, one) for one in filters or ())
    for key in (*(column or ()), *filter(None, [sort])):
        _require(key, LISTS[tab].columns)
    arrangement = Arrangement(tuple(column or ()))
    state = ViewState(FilterState(text.strip(), values), sort, descending, arrangement)
    known = list_views(session.context(), tab) if replace else []
    over = next((v.version for v in known if v.mine and code_key(v.name) == code_key(name)), None)
    saved = save_view(session.context(), tab, name, state, shared=share, over=over)
    _emit(session, saved)


def _filter(tab: ViewTab, told: str) -> tuple[str, frozenset[str]]:
    """A filter as it is typed, `status=new,waiting`."""
    group, _, values = told.partition("=")
    _require(group.strip(), LISTS[tab].filters)
    return group.strip(), frozenset(one.strip() for one in values.split(",") if one.strip())


def _require(key: str, known: Iterable[str]) -> None:
    if key not in known:
        words = tr("{kind} is none of {allowed}")
        raise typer.BadParameter(words.format(kind=key, allowed=", ".join(known)))


@app.command("show")
def show(context: typer.Context, name: str, tab: Tab, owner: Owner = None) -> None:
    """Show what a view keeps."""
    session: Session = context.obj
    view = find_view(session.context(), tab, name, owner)
    state, told = _known(session, view)
    order = LISTS[tab].sorted(state)
    filters = {group: sorted(values) for group, values in state.filter.values.items()}
    document = {
        **_document(view),
        "text": state.filter.text,
        "filter": filters,
        "sort": order.key,
        "descending": order.descending,
        "columns": list(LISTS[tab].shown(state)),
        "left_out": told,
    }
    rows = [
        (tr("words"), state.filter.text),
        *((group, ", ".join(values)) for group, values in filters.items()),
        (tr("order"), f"{order.key} ↓" if order.descending else order.key),
        (tr("columns"), ", ".join(LISTS[tab].shown(state))),
    ]
    session.emit(document, table((tr("what"), view.name), rows))


@app.command("export")
def export(
    context: typer.Context,
    name: str,
    tab: Tab,
    out: Annotated[Path, typer.Option(help="A name that ends in .csv or .xlsx.")],
    owner: Owner = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> None:
    """Write all rows of a view to a file, in its order and with its columns."""
    session: Session = context.obj
    state, _ = _known(session, find_view(session.context(), tab, name, owner))
    with session.progress(tr("writing")) as on_progress:
        result = export_list(session.context(), tab, state, out, on_progress, force=force)
    words = tr_count("{count} row is in {file}.", "{count} rows are in {file}.", result.rows)
    session.emit(result, words.format(count=result.rows, file=result.file))


@app.command("rename")
def rename(context: typer.Context, name: str, new: str, tab: Tab, owner: Owner = None) -> None:
    """Give a view another name."""
    session: Session = context.obj
    view = find_view(session.context(), tab, name, owner)
    _emit(session, rename_view(session.context(), view, new))


@app.command("share")
def share(
    context: typer.Context,
    name: str,
    tab: Tab,
    owner: Owner = None,
    stop: Annotated[bool, typer.Option("--stop", help="Keep it to yourself again.")] = False,
) -> None:
    """Let everybody open a view."""
    session: Session = context.obj
    view = find_view(session.context(), tab, name, owner)
    _emit(session, share_view(session.context(), view, shared=not stop))


@app.command("delete")
def delete(context: typer.Context, name: str, tab: Tab, owner: Owner = None) -> None:
    """Delete a view; `undo` has it back."""
    session: Session = context.obj
    view = find_view(session.context(), tab, name, owner)
    deleted = delete_view(session.context(), view)
    session.emit(_document(deleted), tr("View {name} is deleted.").format(name=deleted.name))


def _known(session: Session, view: SavedView) -> tuple[ViewState, str]:
    """What a view keeps, as far as it is known here; tells what is not."""
    state, left = known_part(session.context(), ViewTab(view.tab), opened(view))
    told = left_out_words(left)
    if told:
        session.say(told)
    return state, told


def _emit(session: Session, view: SavedView) -> None:
    words = (
        tr("View {name} is shared with everybody.") if view.shared else tr("View {name} is kept.")
    )
    session.emit(_document(view), words.format(name=view.name))


def _document(view: SavedView) -> dict[str, object]:
    names = ("name", "tab", "owner", "mine", "shared", "version")
    return {name: getattr(view, name) for name in names}
