"""`packbench settings …`: what all stations share."""

from dataclasses import replace

import typer

from packbench.cli.session import Session, table
from packbench.services.office import settings as service
from packbench.services.office.settings import SettingView
from packbench.words.language import tr

app = typer.Typer(no_args_is_help=True)


@app.command("list")
def list_(context: typer.Context) -> None:
    """List every setting with its meaning and default."""
    session: Session = context.obj
    settings = service.list_settings(session.context())
    session.emit({"settings": list(map(_in_words, settings))}, _table(settings))


@app.command("get")
def get(context: typer.Context, key: str) -> None:
    """Tell one setting."""
    session: Session = context.obj
    setting = service.get_setting(session.context(), key)
    session.emit(_in_words(setting), _table([setting]))


@app.command("set")
def set_(context: typer.Context, key: str, value: str) -> None:
    """Set one setting for all stations."""
    session: Session = context.obj
    setting = service.set_setting(session.context(), key, value)
    session.emit(_in_words(setting), _table([setting]))


def _in_words(view: SettingView) -> SettingView:
    return replace(view, title=tr(view.title), meaning=tr(view.meaning), allowed=tr(view.allowed))


def _table(settings: list[SettingView]) -> object:
    columns = (tr("setting"), tr("value"), tr("default"), tr("may be"), tr("meaning"))
    shown = map(_in_words, settings)
    rows = [(one.key, one.value, one.default, one.allowed, one.meaning) for one in shown]
    return table(columns, rows)
