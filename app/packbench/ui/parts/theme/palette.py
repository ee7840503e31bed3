"""Qt's palette and a small style sheet, made from tokens.

The palette gives the colours; the style sheet adds what Fusion leaves out: borders that can be
seen in every scheme, one focus ring, and a few named parts of the window.
"""

from string import Template

from PySide6.QtGui import QColor, QPalette

from packbench.ui.parts.theme import icons, tokens
from packbench.ui.parts.theme.tokens import Tokens

_Role = QPalette.ColorRole
_Group = QPalette.ColorGroup
_TAB_LINE = 3


def palette(colours: Tokens) -> QPalette:
    """The palette of a scheme, for the whole application."""
    made = QPalette()
    for role, colour in _roles(colours).items():
        made.setColor(role, QColor(colour))
    for role in (_Role.WindowText, _Role.Text, _Role.ButtonText):
        made.setColor(_Group.Disabled, role, QColor(colours.muted))
    return made


def _roles(colours: Tokens) -> dict[QPalette.ColorRole, str]:
    return {
        _Role.Window: colours.window,
        _Role.WindowText: colours.text,
        _Role.Base: colours.surface,
        _Role.AlternateBase: colours.window,
        _Role.Text: colours.text,
        _Role.PlaceholderText: colours.muted,
        _Role.Button: colours.surface,
        _Role.ButtonText: colours.text,
        _Role.BrightText: colours.text,
        _Role.ToolTipBase: colours.surface,
        _Role.ToolTipText: colours.text,
        _Role.Highlight: colours.selection.ground,
        _Role.HighlightedText: colours.selection.text,
        _Role.Accent: colours.accent,
        _Role.Link: colours.accent,
        _Role.LinkVisited: colours.accent,
        _Role.Light: colours.surface,
        _Role.Midlight: colours.window,
        _Role.Mid: colours.border,
        _Role.Dark: colours.border,
        _Role.Shadow: colours.border,
    }


_SHEET = Template("""
* { outline: 0; }
QToolTip { background: $surface; color: $text; border: 1px solid $border; padding: ${s}px; }

QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox, QComboBox, QListView, QTreeView {
    background: $surface; color: $text; border: 1px solid $border; border-radius: ${radius}px;
    padding: ${s}px ${s2}px; placeholder-text-color: $muted;
    selection-background-color: $selection_ground; selection-color: $selection_text;
}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QAbstractSpinBox:focus, QComboBox:focus,
QListView:focus, QTreeView:focus {
    border: ${focus_width}px solid $focus; padding: ${focus_y}px ${focus_x}px;
}
QLineEdit:disabled, QPlainTextEdit:disabled { background: $window; color: $muted; }

QComboBox::drop-down, QDateEdit::drop-down {
    border: 0; background: transparent; width: ${s4}px;
}
QComboBox::down-arrow, QDateEdit::down-arrow { image: none; }
QComboBox QAbstractItemView { padding: 0; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { border: 0; width: 0; }
QAbstractSpinBox QLineEdit, QAbstractSpinBox QLineEdit:focus {
    border: 0; padding: 0; background: transparent;
}
QCheckBox { spacing: ${s2}px; }
QCheckBox::indicator, QListView::indicator, QTreeView::indicator {
    width: 14px; height: 14px; border: 1px solid $muted; border-radius: 3px; background: $surface;
}
QCheckBox::indicator:checked, QListView::indicator:checked, QTreeView::indicator:checked {
    background: $accent; border: 1px solid $accent; image: url("$tick");
}
QTreeView::indicator:indeterminate { background: $accent; border: 1px solid $accent; }
QListView::indicator:checked:selected { border: 1px solid $selection_text; }
QCheckBox:disabled { color: $muted; }
QCheckBox::indicator:disabled { background: $window; border: 1px solid $muted; }
QCheckBox::indicator:checked:disabled { image: url("$muted_tick"); }
QCheckBox::indicator:focus { border: ${focus_width}px solid $focus; width: 12px; height: 12px; }

QPushButton, QToolButton {
    background: $surface; color: $text; border: 1px solid $border; border-radius: ${radius}px;
    padding: ${s}px ${button_x}px;
}
QPushButton:hover, QToolButton:hover { border-color: $accent; }
QPushButton:pressed, QToolButton:pressed, QPushButton:checked, QToolButton:checked {
    background: $selection_ground; color: $selection_text;
}
QPushButton:disabled, QToolButton:disabled {
    background: $window; color: $muted; border-style: $disabled_line;
}
QPushButton:focus, QToolButton:focus {
    border: ${focus_width}px solid $focus; padding: ${focus_y}px ${focus_button_x}px;
}
QPushButton[look="main"] { background: $accent; color: $accent_text; border-color: $accent; }
QPushButton[look="main"]:disabled { background: $window; color: $muted; border-color: $border; }
QPushButton[look="flat"] {
    background: transparent; border-color: transparent; padding: ${s}px ${s2}px;
}
QPushButton[look="flat"]:hover { border-color: $border; }
QPushButton[look="flat"]:checked { background: $selection_ground; color: $selection_text; }
QPushButton[look="flat"]:focus {
    border: ${focus_width}px solid $focus; padding: ${focus_y}px ${focus_x}px;
}
QPushButton::menu-indicator { image: none; width: 0; }
QToolButton[look="chip"] { border-radius: ${chip_radius}px; padding: ${s}px ${button_x}px; }
QToolButton[look="chip"]:focus { padding: ${focus_y}px ${focus_button_x}px; }
QToolButton[look="chip"][set="true"] {
    background: $selection_ground; color: $selection_text; border-color: $accent;
}
QToolButton#newer { margin-bottom: ${s2}px; }
QToolButton::menu-indicator { image: none; }

QTableView {
    background: $surface; color: $text; border: 1px solid $border; gridline-color: $border;
    selection-background-color: $selection_ground; selection-color: $selection_text;
}
QTableView:focus { border: ${focus_width}px solid $focus; }
QTableView[part="frozen"] { border: 0; border-right: 1px solid $border; }
QHeaderView { background: $window; border: 0; }
QHeaderView::section {
    background: $window; color: $muted; border: 0; border-bottom: 1px solid $border;
    padding: 0 ${s2}px;
}
QHeaderView::up-arrow, QHeaderView::down-arrow {
    subcontrol-position: top center; width: 8px; height: 8px;
}
QTableCornerButton::section { background: $window; border: 0; }

QMenuBar { background: $window; color: $text; border: 0; padding: 0 ${s}px; }
QMenuBar::item { padding: ${s}px ${s2}px; border-radius: ${s}px; }
QMenuBar::item:selected { background: $selection_ground; color: $selection_text; }
QMenu { background: $surface; color: $text; border: 1px solid $border; padding: ${s}px; }
QMenu::item { padding: ${s}px ${s4}px ${s}px ${s2}px; border-radius: ${s}px; }
QMenu::item:selected { background: $selection_ground; color: $selection_text; }
QMenu::item:disabled { color: $muted; }
QMenu::separator { height: 1px; background: $border; margin: ${s}px 0; }
QMenu::icon { padding-left: ${s2}px; }
QMenu::icon:selected { background: $menu_icon; border-radius: ${s}px; }
QMenu::icon:checked { background: $selection_ground; border-radius: ${s}px; }

QTabBar { background: transparent; qproperty-drawBase: 0; }
QTabBar::tab {
    background: transparent; color: $muted; border: 0;
    border-bottom: ${tab_line}px solid transparent;
    padding: ${s2}px ${s3}px ${s}px ${s3}px;
}
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $text; border-bottom-color: $accent; }
QTabBar::tab:focus {
    border: ${focus_width}px solid $focus; border-radius: ${s}px;
    padding: ${focus_tab_top}px ${focus_tab_x}px ${focus_tab_bottom}px ${focus_tab_x}px;
}

QSplitter::handle { background: $window; }
QSplitter::handle:hover { background: $border; }
QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; border: 0; }
QAbstractScrollArea::corner { background: $surface; border: 0; }
QFrame[part="surface"] {
    background: $surface; border: 1px solid $border; border-radius: ${radius}px;
}
QFrame[part="strip"] { background: $surface; border: 0; border-top: 1px solid $border; }
QFrame[part="bar"] { background: $window; border: 0; border-bottom: 1px solid $border; }
QFrame[part="line"] { background: $border; border: 0; }
QTextEdit[part="value"], QTextEdit[part="value"]:focus {
    background: transparent; border: 0; padding: 0;
}
QLabel[role="muted"] { color: $muted; }
QProgressBar {
    background: $window; border: 1px solid $border; border-radius: ${s}px; max-height: 8px;
}
QProgressBar::chunk { background: $accent; border-radius: 3px; }

QScrollBar:vertical { background: $surface; width: 12px; margin: 0; border: 0; }
QScrollBar:horizontal { background: $surface; height: 12px; margin: 0; border: 0; }
QScrollBar::handle { background: $border; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {
    background: transparent; border: 0; width: 0; height: 0;
}
""")


_TONE_RULES = Template("""
QFrame[tone="$tone"] {
    background: $ground; border: 1px solid $text; border-radius: ${radius}px;
}
QFrame[tone="$tone"] QLabel { color: $text; }
QFrame[pill="$tone"] {
    background: $ground; border: 1px solid $edge; border-radius: ${radius}px;
}
QFrame[pill="$tone"] QLabel { color: $text; }
QLabel[word="$tone"] { color: $on_surface; }
""")


_BAND_RULES = Template("""
QFrame[band="$band"] {
    background: $ground; border: ${border}px solid $ground; border-radius: ${radius}px;
}
QFrame[band="$band"][flash="yes"] { border: ${border}px solid $text; }
QFrame[band="$band"] QLabel { color: $text; }
""")


def style_sheet(colours: Tokens) -> str:
    """The style sheet of a scheme, for the whole application."""
    tones = (
        _TONE_RULES.substitute(
            tone=tone,
            ground=pair.ground,
            text=pair.text,
            on_surface=colours.on_surface(tone),
            edge=pair.text if colours.pill_border else pair.ground,
            radius=tokens.RADIUS,
        )
        for tone, pair in colours.tones.items()
    )
    bands = (
        _BAND_RULES.substitute(
            band=band,
            ground=pair.ground,
            text=pair.text,
            border=tokens.SPACE,
            radius=tokens.RADIUS,
        )
        for band, pair in tokens.BANDS.items()
    )
    return _parts(colours) + "".join(tones) + "".join(bands)


def _parts(colours: Tokens) -> str:
    return _SHEET.substitute(
        _colour_names(colours),
        s=tokens.SPACE,
        s2=tokens.SPACE_INSIDE,
        s3=tokens.SPACE_INSIDE + tokens.SPACE,
        s4=2 * tokens.SPACE_GROUPS,
        radius=tokens.RADIUS,
        focus_width=colours.focus_width_px,
        **_padding(colours.focus_width_px - tokens.BORDER),
        **_tab_padding(colours.focus_width_px),
    )


def _colour_names(colours: Tokens) -> dict[str, str]:
    return {
        "window": colours.window,
        "surface": colours.surface,
        "border": colours.border,
        "text": colours.text,
        "muted": colours.muted,
        "accent": colours.accent,
        "accent_text": colours.on_accent,
        "tick": icons.file("check", colours.on_accent),
        "muted_tick": icons.file("check", colours.muted),
        "selection_text": colours.selection.text,
        "selection_ground": colours.selection.ground,
        "focus": colours.focus,
        # Where muted words look like others, a disabled button is told by its line.
        "disabled_line": "dashed" if colours.muted == colours.text else "solid",
        # Qt has no icons of a selected menu item; one in the text's colour needs its own ground.
        "menu_icon": colours.surface if colours.pill_border else "transparent",
    }


def _tab_padding(ring: int) -> dict[str, int]:
    """A tab has a line below it only; with its focus ring it is as large, and its words fit."""
    return {
        "tab_line": _TAB_LINE,
        "focus_tab_top": tokens.SPACE_INSIDE - ring,
        "focus_tab_x": tokens.SPACE_INSIDE + tokens.SPACE - ring,
        "focus_tab_bottom": tokens.SPACE + _TAB_LINE - ring,
    }


def _padding(ring: int) -> dict[str, int]:
    """The paddings that make room for a focus ring `ring` px wider, so that nothing jumps."""
    button_x = tokens.SPACE_INSIDE + tokens.SPACE // 2
    return {
        "button_x": button_x,
        "chip_radius": 2 * tokens.RADIUS,
        "focus_y": tokens.SPACE - ring,
        "focus_x": tokens.SPACE_INSIDE - ring,
        "focus_button_x": button_x - ring,
    }
