"""Colours and fonts: the one palette that every widget and layer takes its colours from."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette

from explorer import assets

FAMILY = "Noto Sans JP"


@dataclass(frozen=True, slots=True)
class Theme:
    """One set of colours, as ``#rrggbb`` or ``#aarrggbb`` strings; ``dark`` says on which ground."""

    name: str
    dark: bool
    foxbat: str
    fighter: str
    radar: str
    loss: str
    airspace: str
    other: str  # transports and airliners
    sea: str
    depths: tuple[str, ...]  # from shallow to deep
    land: str
    land_shade: str  # what the hill shade darkens towards
    coast: str
    border: str
    water: str  # lakes and rivers
    graticule: str
    shade: str  # over what no radar sees
    ground: str  # panels
    raised: str  # cards, the marked passage
    overlay: str  # boxes over the map, translucent
    line: str  # separators
    ink: str
    dim: str
    faint: str
    accent: str
    halo: str  # behind labels


DARK = Theme(
    name="dark",
    dark=True,
    foxbat="#F2A33A",
    fighter="#56B4E9",
    radar="#35B48A",
    loss="#E4572E",
    airspace="#CC79A7",
    other="#B8C4CE",
    sea="#10283A",
    depths=("#0F2535", "#0E2230", "#0D1F2C", "#0C1B27", "#0B1722"),
    land="#2B3A42",
    land_shade="#141D23",
    coast="#5B707C",
    border="#6B7B86",
    water="#17303F",
    graticule="#22FFFFFF",
    shade="#000000",
    ground="#101D28",
    raised="#1B2E40",
    overlay="#E0101D28",
    line="#253747",
    ink="#D9E4EC",
    dim="#8FA5B5",
    faint="#5E7382",
    accent="#56B4E9",
    halo="#C00B1722",
)

LIGHT = Theme(
    name="light",
    dark=False,
    foxbat="#B45F06",
    fighter="#0B6CA8",
    radar="#0F7A57",
    loss="#BF360C",
    airspace="#9C3F77",
    other="#55606A",
    sea="#DCEAF2",
    depths=("#D2E4EF", "#C7DDEA", "#BBD5E5", "#AFCCDF", "#A3C3D8"),
    land="#F3EFE4",
    land_shade="#CFC7B2",
    coast="#7B8B8F",
    border="#9A8F7C",
    water="#C4DAE6",
    graticule="#30405060",
    shade="#1D2A33",
    ground="#FAF9F5",
    raised="#FFF4DF",
    overlay="#ECFAF9F5",
    line="#D5D8D6",
    ink="#1D2A33",
    dim="#53646F",
    faint="#89979F",
    accent="#0B6CA8",
    halo="#D0FFFFFF",
)


def by_name(name: str) -> Theme:
    """Return the theme called dark, light or system (what the desktop asks for; dark if it does not say)."""
    if name == "light":
        return LIGHT
    if name == "system":
        hints = QGuiApplication.styleHints()
        if hints is not None and hints.colorScheme() is Qt.ColorScheme.Light:
            return LIGHT
    return DARK


def load_fonts() -> None:
    """Make the shipped font known to Qt, so that labels look the same on every machine."""
    for path in sorted(assets.resource("fonts").glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(path))


def font(points: float, bold: bool = False, figures: bool = True) -> QFont:
    """Return the program's font at a size in points of 1/96 inch pixels (Qt scales it with the screen).

    Words without ``figures`` get the forms meant for Latin text: dots at the foot of the line, not at half
    its height.
    """
    made = QFont(FAMILY)
    made.setPixelSize(round(points))
    # The font has other digits for Latin text, as wide and all but the same, that no code leads to: with them
    # the digits of a PDF could be neither searched nor copied.
    made.setFeature(QFont.Tag("locl"), 0 if figures else 1)
    made.setBold(bold)
    return made


def colour(text: str, alpha: float | None = None) -> QColor:
    """Return a colour from ``#rrggbb`` or ``#aarrggbb``, with ``alpha`` 0 to 1 if given."""
    made = QColor(text)
    if alpha is not None:
        made.setAlphaF(alpha)
    return made


def palette(theme: Theme) -> QPalette:
    """Return the widget palette of a theme."""
    made = QPalette()
    roles = {
        QPalette.ColorRole.Window: theme.ground,
        QPalette.ColorRole.WindowText: theme.ink,
        QPalette.ColorRole.Base: theme.raised,
        QPalette.ColorRole.AlternateBase: theme.raised,
        QPalette.ColorRole.Text: theme.ink,
        QPalette.ColorRole.Button: theme.raised,
        QPalette.ColorRole.ButtonText: theme.ink,
        QPalette.ColorRole.ToolTipBase: theme.raised,
        QPalette.ColorRole.ToolTipText: theme.ink,
        QPalette.ColorRole.PlaceholderText: theme.faint,
        QPalette.ColorRole.Highlight: theme.accent,
        QPalette.ColorRole.HighlightedText: theme.ground,
        QPalette.ColorRole.Link: theme.accent,
        QPalette.ColorRole.LinkVisited: theme.accent,
        QPalette.ColorRole.BrightText: theme.ink,
        QPalette.ColorRole.Light: theme.raised,
        QPalette.ColorRole.Midlight: theme.line,
        QPalette.ColorRole.Mid: theme.line,
        QPalette.ColorRole.Dark: theme.line,
        QPalette.ColorRole.Shadow: theme.sea,
    }
    for role, text in roles.items():
        made.setColor(role, QColor(text))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.faint))
    return made


def sheet(theme: Theme) -> str:
    """Return the style sheet that gives docks, tabs, menus, scroll bars and controls their quiet look."""
    t = theme
    tick, dot, up, down = (
        f'image: url("{assets.resource(f"controls/{name}.svg").as_posix()}")'
        for name in ("tick", "dot", "up", "down")
    )
    return f"""
    QMainWindow, QDialog, QDockWidget, QMenuBar, QMenu, QToolTip {{ background: {t.ground}; color: {t.ink}; }}
    QMainWindow[supposed="true"] {{ background: {t.loss}; }}
    QMainWindow::separator {{ background: {t.line}; width: 1px; height: 1px; }}
    QMenuBar {{ border: 0; padding: 2px 4px; }}
    QMenuBar::item {{ padding: 3px 8px; background: transparent; }}
    QMenuBar::item:selected, QMenu::item:selected {{ background: {t.raised}; color: {t.ink}; }}
    QMenu {{ border: 1px solid {t.line}; padding: 4px 0; }}
    QMenu::item {{ padding: 4px 24px 4px 24px; }}
    QMenu::item:disabled {{ color: {t.faint}; }}
    QMenu::separator {{ height: 1px; background: {t.line}; margin: 4px 8px; }}
    QToolTip {{ border: 1px solid {t.line}; padding: 3px; }}
    QDockWidget::title {{ padding: 4px 8px; background: {t.ground}; color: {t.dim}; }}
    QTabBar {{ background: {t.ground}; }}
    QTabBar::tab {{ background: transparent; color: {t.dim}; padding: 5px 9px; border: 0;
        border-bottom: 2px solid transparent; }}
    QTabBar::tab:selected {{ color: {t.ink}; border-bottom: 2px solid {t.foxbat}; }}
    QTabBar::tab:focus {{ border-bottom: 2px solid {t.accent}; }}
    QTabWidget::pane {{ border: 0; }}
    QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
    QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
    QScrollBar::handle {{ background: {t.line}; border-radius: 4px; min-height: 24px; min-width: 24px; }}
    QScrollBar::handle:hover {{ background: {t.faint}; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    QLineEdit, QComboBox, QAbstractSpinBox {{ background: {t.raised}; color: {t.ink};
        border: 1px solid {t.line}; border-radius: 4px; padding: 3px 6px; }}
    QLineEdit:focus, QComboBox:focus, QAbstractSpinBox:focus {{ border: 1px solid {t.accent}; }}
    QComboBox::drop-down {{ border: 0; width: 20px; }}
    QComboBox::down-arrow {{ {down}; width: 10px; height: 10px; }}
    QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ border: 0; background: transparent;
        width: 18px; }}
    QAbstractSpinBox::up-arrow {{ {up}; width: 10px; height: 10px; }}
    QAbstractSpinBox::down-arrow {{ {down}; width: 10px; height: 10px; }}
    QCheckBox::indicator, QRadioButton::indicator {{ width: 13px; height: 13px; background: {t.raised};
        border: 1px solid {t.faint}; }}
    QCheckBox::indicator {{ border-radius: 3px; }}
    QRadioButton::indicator {{ border-radius: 7px; }}
    QCheckBox::indicator:checked {{ {tick}; }}
    QRadioButton::indicator:checked {{ {dot}; }}
    QCheckBox::indicator:focus, QRadioButton::indicator:focus, QCheckBox::indicator:hover,
    QRadioButton::indicator:hover {{ border: 1px solid {t.accent}; }}
    QCheckBox::indicator:disabled, QRadioButton::indicator:disabled {{ background: {t.ground};
        border: 1px solid {t.line}; }}
    QComboBox QAbstractItemView {{ background: {t.raised}; color: {t.ink}; border: 1px solid {t.line}; }}
    QToolButton {{ background: transparent; color: {t.ink}; border: 0; border-radius: 4px;
        padding: 3px 6px; }}
    QToolButton:hover {{ background: {t.raised}; }}
    QToolButton:focus {{ border: 1px solid {t.accent}; }}
    QPushButton {{ background: {t.raised}; color: {t.ink}; border: 1px solid {t.line}; border-radius: 4px;
        padding: 4px 12px; }}
    QPushButton:focus {{ border: 1px solid {t.accent}; }}
    QTextBrowser, QListView, QTreeView, QScrollArea {{ background: {t.ground}; color: {t.ink}; border: 0; }}
    QListView::item:selected, QTreeView::item:selected {{ background: {t.raised}; color: {t.ink}; }}
    QStatusBar {{ background: {t.ground}; color: {t.dim}; }}
    """
