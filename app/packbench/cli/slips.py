"""`packbench slips …`: how packing slips and gift slips look, by channel."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from packbench.cli.session import Session, table
from packbench.domain.slips import GiftRule, SlipField, SlipPaper, SlipTemplate
from packbench.services.slips.files import export_slip, import_slip, picture_bytes
from packbench.services.slips.logos import read_logo
from packbench.services.slips.templates import (
    Slips,
    SlipsChange,
    change_slips,
    list_slips,
    template_named,
)
from packbench.words.language import tr
from packbench.words.slips import FIELDS, GIFTS, PAPERS, language_note

app = typer.Typer(no_args_is_help=True)


@app.callback()
def group() -> None:
    """How packing slips and gift slips look, by channel."""


@app.command("list")
def list_(context: typer.Context) -> None:
    """List the templates, and which channel uses which."""
    session: Session = context.obj
    _emit(session, list_slips(session.context()))


@app.command("show")
def show(context: typer.Context, name: str) -> None:
    """Show a template."""
    session: Session = context.obj
    template = template_named(session.context(), name)
    fields = ", ".join(tr(FIELDS[one]) for one in SlipField if one in template.fields)
    rows = [
        (tr("sender"), template.sender),
        (tr("text above"), template.header),
        (tr("text below"), template.footer),
        (tr("shown"), fields),
        (tr("prices"), tr("yes") if template.prices else tr("no")),
        (tr("language"), template.language or tr("the recipient's")),
        (tr("paper"), tr(PAPERS[template.paper])),
        (tr("a gift message"), tr(GIFTS[template.gift])),
        (tr("gifts from"), template.gift_from),
        (tr("logo"), tr("yes") if template.logo else tr("no")),
    ]
    session.emit(_document(template), table((tr("what"), template.name), rows))


@app.command("set")
def set_(
    context: typer.Context,
    name: str,
    sender: Annotated[
        str | None, typer.Option(help="Name and address, lines parted by \\n; empty: warehouse.")
    ] = None,
    header: Annotated[str | None, typer.Option(help="A text above the table.")] = None,
    footer: Annotated[str | None, typer.Option(help="A text below it: returns, thanks.")] = None,
    field: Annotated[
        list[SlipField] | None, typer.Option(help="What is shown; replaces what was before.")
    ] = None,
    prices: Annotated[bool | None, typer.Option("--prices/--no-prices")] = None,
    language: Annotated[
        str | None, typer.Option(help="Such as de-AT; headings are in de, en, es, fr, it, nl, pl.")
    ] = None,
    paper: Annotated[str | None, typer.Option(help="a4, letter, 4x6; empty: as set.")] = None,
    gift: Annotated[GiftRule | None, typer.Option(help="Where a gift message goes.")] = None,
    gift_from: Annotated[str | None, typer.Option(help="Who gives, on gift slips.")] = None,
    logo: Annotated[Path | None, typer.Option(help="A PNG or JPEG.")] = None,
    no_logo: Annotated[bool, typer.Option("--no-logo", help="Without a logo.")] = False,
) -> None:
    """Make a template, or change what is said of it."""
    session: Session = context.obj
    known = {one.name.casefold(): one for one in list_slips(session.context()).templates}
    before = known.get(name.casefold()) or SlipTemplate(name)
    texts = {"sender": sender, "header": header, "footer": footer}
    changes: dict[str, object] = {
        key: text.replace("\\n", "\n") for key, text in texts.items() if text is not None
    }
    told = {"prices": prices, "language": language, "gift": gift, "gift_from": gift_from}
    changes |= {key: value for key, value in told.items() if value is not None}
    if field is not None:
        changes["fields"] = frozenset(field)
    if paper is not None:
        changes["paper"] = _paper(paper)
    if logo is not None or no_logo:
        changes["logo"] = read_logo(picture_bytes(logo)).png if logo and not no_logo else b""
    changed = replace(before, **changes)  # type: ignore[arg-type]  # each has its field's type
    _emit(session, change_slips(session.context(), SlipsChange(write=(changed,))))
    if note := language_note(changed.language):
        session.say(note)


def _paper(text: str) -> SlipPaper:
    try:
        return SlipPaper(text)
    except ValueError as error:
        raise typer.BadParameter(tr("give a4, letter, 4x6 or nothing")) from error


@app.command("assign")
def assign(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="A template; an empty name takes it away.")],
    channel: Annotated[
        list[str] | None, typer.Option(help="For these; without: all that have none.")
    ] = None,
) -> None:
    """Let channels use a template."""
    session: Session = context.obj
    wanted = dict.fromkeys(channel or [""], name)
    _emit(session, change_slips(session.context(), SlipsChange(assign=wanted)))


@app.command("rename")
def rename(context: typer.Context, name: str, new: str) -> None:
    """Give a template another name; its channels go along."""
    session: Session = context.obj
    _emit(session, change_slips(session.context(), SlipsChange(rename={name: new})))


@app.command("copy")
def copy(context: typer.Context, name: str, new: str) -> None:
    """Make another template that looks the same."""
    session: Session = context.obj
    made = replace(template_named(session.context(), name), name=new)
    _emit(session, change_slips(session.context(), SlipsChange(make=(made,))))


@app.command("remove")
def remove(context: typer.Context, name: str) -> None:
    """Remove a template; what was printed by it can be printed again all the same."""
    session: Session = context.obj
    _emit(session, change_slips(session.context(), SlipsChange(remove=(name,))))


@app.command("export")
def export(
    context: typer.Context,
    name: str,
    out: Annotated[Path | None, typer.Option(help="A .toml, or a folder; default: here.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace files that are there.")] = False,
) -> None:
    """Write a template to a TOML file, and its logo to a picture beside it."""
    session: Session = context.obj
    files = export_slip(session.context(), name, out or Path(), force=force)
    session.emit({"files": [str(one) for one in files]}, *map(str, files))


@app.command("import")
def import_(context: typer.Context, file: Path) -> None:
    """Read a template from a TOML file, with the logo that it names."""
    session: Session = context.obj
    _emit(session, import_slip(session.context(), file))


def _emit(session: Session, slips: Slips) -> None:
    document = {
        "templates": [_document(one) for one in slips.templates],
        "channels": slips.channels,
    }
    rows = [
        (
            one.name,
            ", ".join(_channel(name) for name, used in slips.channels.items() if used == one.name),
            tr("yes") if one.prices else tr("no"),
            one.language or tr("the recipient's"),
            tr(PAPERS[one.paper]),
            tr(GIFTS[one.gift]),
        )
        for one in slips.templates
    ]
    columns = (
        *(tr("template"), tr("channels"), tr("prices"), tr("language"), tr("paper")),
        tr("a gift message"),
    )
    session.emit(document, table(columns, rows))


def _channel(name: str) -> str:
    return name or tr("all others")


def _document(template: SlipTemplate) -> dict[str, object]:
    names = ("name", "sender", "header", "footer", "prices", "language", "gift_from")
    return {
        **{name: getattr(template, name) for name in names},
        "fields": sorted(template.fields),
        "paper": template.paper.value,
        "gift": template.gift.value,
        "logo_bytes": len(template.logo),
    }
