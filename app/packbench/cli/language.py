"""`packbench language`: the language of this user's windows and command lines."""

from typing import Annotated

import typer

from packbench.cli.session import Session
from packbench.domain.files import system_reason
from packbench.domain.refusals import Code, Refusal
from packbench.words.choosing import remember_language, remembered_language
from packbench.words.language import has_catalogue, tr, use_language


def language(
    context: typer.Context,
    tag: Annotated[
        str | None, typer.Argument(help="Such as de or en-GB; `system`: that of the computer.")
    ] = None,
) -> None:
    """Tell or choose the language of your windows and command lines, from the next start on."""
    session: Session = context.obj
    if tag is not None:
        _remember("" if tag == "system" else tag)
    chosen = remembered_language()
    words = tr("The language is {tag}.").format(tag=chosen or tr("that of the computer"))
    session.emit({"language": chosen or None}, words)


def _remember(tag: str) -> None:
    if tag and not has_catalogue(tag):
        raise Refusal(Code.NOT_TRANSLATED, language=tag)
    try:
        remember_language(tag)
    except OSError as error:
        reason = system_reason(error)
        raise Refusal(Code.CANNOT_WRITE, file="user.json", reason=reason) from error
    if tag:
        use_language(tag)
