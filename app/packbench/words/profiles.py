"""The sentences for what is wrong with an import profile."""

from collections.abc import Mapping
from typing import cast

from packbench.domain.profiles import ProfileTrouble
from packbench.words.files import file_trouble_words
from packbench.words.language import mark, tr

PROFILE_TROUBLES: Mapping[ProfileTrouble, str] = {
    ProfileTrouble.EMPTY_CONDITION: mark("A condition needs matches, above or at_most."),
    ProfileTrouble.UNKNOWN_ENCODING: mark("{name} is no encoding."),
    ProfileTrouble.UNKNOWN_KIND: mark("{name} is not a kind of table."),
    ProfileTrouble.LINES_GATHERED: mark("{name} have lines; rows can't be gathered."),
    ProfileTrouble.ALONE_AND_DOCUMENT: mark("A rule is alone or for the document, not both."),
    ProfileTrouble.ROWS_ARE_ALONE: mark("{name} have no lines; each row is alone."),
    ProfileTrouble.UNKNOWN_COLUMNS: mark("{name} have no column {columns}."),
    ProfileTrouble.DIFFERS_BY_LINE: mark("{columns} can't be set: it differs by line."),
    ProfileTrouble.NOT_THE_KEY: mark("{columns} is not what {name} are known by."),
    ProfileTrouble.COLUMNS_MISSING: mark("{name} need {columns}."),
    ProfileTrouble.NOT_READABLE: mark("The file can't be read."),
    ProfileTrouble.NOT_A_PROFILE: mark("It is not written as a profile: {technical}."),
}
"""Names of keys and columns stand as the file has them; `technical` is what a library says."""


def profile_trouble_words(reason: str, params: Mapping[str, object]) -> str:
    """The sentence for what is wrong with a profile.

    Args:
        reason: the trouble.
        params: the values that the sentence names; of a file that can't be read `system`, what the
            operating system said.
    """
    text = tr(PROFILE_TROUBLES[ProfileTrouble(reason)])
    if reason == ProfileTrouble.NOT_READABLE:
        return " ".join([text, file_trouble_words(str(params["system"]), params)])
    columns = ", ".join(cast("list[str]", params.get("columns", [])))
    return text.format(**{**params, "columns": columns})
