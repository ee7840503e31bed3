"""Where things lie: the only module that knows a checkout from a wheel or a frozen bundle."""

import os
import sys
from pathlib import Path

import platformdirs

APPLICATION = "packbench"
_FONTS_VARIABLE = "PACKBENCH_FONTS"
_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parent.parent


class MissingResourceError(RuntimeError):
    """A file that ships with Packbench is not where it belongs: the installation is damaged."""


def _shipped_folder(inside_package: str, in_checkout: str) -> Path:
    for folder in (_PACKAGE / inside_package, _CHECKOUT / in_checkout):
        if folder.is_dir():
            return folder
    raise MissingResourceError(in_checkout)


def resources_dir() -> Path:
    """The folder of icons, fonts, profiles and translations; raises when it is missing."""
    return _shipped_folder("_resources", "resources")


def resource(relative: str) -> Path:
    """A file under `resources`, by its path relative to it; raises when it is missing."""
    path = resources_dir() / relative
    if not path.exists():
        raise MissingResourceError(relative)
    return path


def migrations_dir() -> Path:
    """The folder of Alembic's `env.py` and versions; raises when it is missing."""
    return _shipped_folder("_migrations", "migrations")


def guide_file() -> Path:
    """The operator's guide, in Markdown; raises when it is missing."""
    path = _shipped_folder("_docs", "docs") / "operator-guide.md"
    if not path.exists():
        raise MissingResourceError(path.name)
    return path


def i18n_dirs() -> tuple[Path, ...]:
    """Where catalogues lie: those that are shipped, and those that a translator tries out."""
    own = platformdirs.user_data_path(APPLICATION, appauthor=False) / "i18n"
    return (resources_dir() / "i18n", own)


def own_data_path() -> Path:
    """The same folder as `user_data_dir`, whether it is there or not."""
    return platformdirs.user_data_path(APPLICATION, appauthor=False)


def user_data_dir() -> Path:
    """The folder of the embedded database and of written documents, made when missing."""
    return platformdirs.user_data_path(APPLICATION, appauthor=False, ensure_exists=True)


def own_rejects_dir() -> Path:
    """The folder for rejected rows of files that lie where nothing can be written, made now.

    Raises OSError where it can't be made.
    """
    folder = own_data_path() / "rejects"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def user_config_dir() -> Path:
    """The folder of the station's and the user's settings; who writes there makes it."""
    return platformdirs.user_config_path(APPLICATION, appauthor=False)


def log_dir() -> Path:
    """The folder of log files; who writes there makes it."""
    return platformdirs.user_log_path(APPLICATION, appauthor=False)


def font_folders() -> list[Path]:
    """The folders in which fonts for further scripts are looked for, the user's own first.

    `PACKBENCH_FONTS` gives others in their stead, separated as in PATH; empty, there are none.
    """
    given = os.environ.get(_FONTS_VARIABLE)
    if given is not None:
        folders = [Path(folder) for folder in given.split(os.pathsep) if folder]
    else:
        folders = [platformdirs.user_data_path(APPLICATION, appauthor=False) / "fonts"]
        folders += _SYSTEM_FONTS.get(sys.platform, _free_desktop_fonts)()
    return [folder for folder in dict.fromkeys(folders) if folder.is_dir()]


def _free_desktop_fonts() -> list[Path]:
    """Where fontconfig looks as it is shipped."""
    home = Path.home()
    shared = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    own = os.environ.get("XDG_DATA_HOME") or str(home / ".local" / "share")
    data = [own, *shared.split(":"), "/usr/local/share", "/usr/share"]
    return [*(Path(folder) / "fonts" for folder in data if folder), home / ".fonts"]


def _mac_fonts() -> list[Path]:
    return [Path.home() / "Library/Fonts", Path("/Library/Fonts"), Path("/System/Library/Fonts")]


def _windows_fonts() -> list[Path]:
    own = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    windows = Path(os.environ.get("WINDIR") or "C:/Windows")
    return [own / "Microsoft" / "Windows" / "Fonts", windows / "Fonts"]


_SYSTEM_FONTS = {"darwin": _mac_fonts, "win32": _windows_fonts}


def file_database_url(path: Path) -> str:
    """The URL of an embedded file: in a URL `%` and `?` mean something else."""
    return f"sqlite:///{path}".replace("%", "%25").replace("?", "%3F")


def own_database_url() -> str:
    """The URL of the embedded file in the user's data folder, whether that is there or not."""
    folder = platformdirs.user_data_path(APPLICATION, appauthor=False)
    return file_database_url(folder / "packbench.db")


def named_database_url() -> str:
    """The URL in PACKBENCH_DATABASE; empty where it names none."""
    return os.environ.get("PACKBENCH_DATABASE", "")


def default_database_url() -> str:
    """The URL in PACKBENCH_DATABASE, or that of the embedded file in the user's data folder."""
    return named_database_url() or own_database_url()


PICTURES_VARIABLE = "PACKBENCH_PICTURES"
"""Where this computer sees the folder of product pictures, if elsewhere than the setting says."""


def picture_folder(folder: str) -> str:
    """Where this computer sees the folder of product pictures that the setting names."""
    return os.environ.get(PICTURES_VARIABLE, folder)
