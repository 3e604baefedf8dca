"""What a person chooses before a picture or a film is made, and how far a film has got."""

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QCloseEvent, QIcon
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from explorer.export.orders import SIZES, FilmOrder, PictureOrder
from explorer.export.script import script
from explorer.export.write import ExportError
from explorer.frame.state import chapter_of
from explorer.panels.form import add_row, inset
from explorer.scenario import times
from explorer.session.store import Store
from explorer.theme import font

_SPEEDS = (1.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0, 3600.0, 86400.0, 30 * 86400.0)
_FILM_SIZES = (("1280 x 720", 1280, 720, 1.0), ("1920 x 1080", 1920, 1080, 1.5), ("854 x 480", 854, 480, 0.8))


class _Sizes(QWidget):
    """A size in pixels out of presets, or typed; ``scale`` enlarges lines and letters."""

    changed = Signal()

    def __init__(self, presets: tuple[tuple[str, int, int, float], ...], parent: QWidget) -> None:
        super().__init__(parent)
        self._presets = presets
        self.preset = QComboBox(self)
        self.preset.addItems([self.tr(label) for label, *_ in presets] + [self.tr("Another size")])
        self.preset.setAccessibleName(self.tr("Size"))
        self.wide, self.high = QSpinBox(self), QSpinBox(self)
        for box, name in ((self.wide, self.tr("Width")), (self.high, self.tr("Height"))):
            box.setRange(320, 8000)
            box.setSuffix(" px")
            inset(box)
            box.setAccessibleName(name)
            box.valueChanged.connect(self._typed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.preset, 1)
        row.addWidget(self.wide)
        row.addWidget(QLabel("×", self))
        row.addWidget(self.high)
        self.setFocusProxy(self.preset)
        self.preset.activated.connect(self.choose)
        self.choose(0)

    def choose(self, row: int) -> None:
        """Take a preset."""
        self.preset.setCurrentIndex(row)
        if row < len(self._presets):
            _, wide, high, scale = self._presets[row]
            blockers = QSignalBlocker(self.wide), QSignalBlocker(self.high)
            # The presets of pictures are in units, of which each is ``scale`` pixels.
            k = scale if self._presets is SIZES else 1.0
            self.wide.setValue(round(wide * k))
            self.high.setValue(round(high * k))
            del blockers
        self.changed.emit()

    @property
    def scale(self) -> float | None:
        """The preset's scale, None for a typed size."""
        row = self.preset.currentIndex()
        return self._presets[row][3] if row < len(self._presets) else None

    def _typed(self) -> None:
        self.preset.setCurrentIndex(len(self._presets))
        self.changed.emit()


class PictureDialog(QDialog):
    """Asks what a picture should be; ``order`` is the answer."""

    def __init__(self, theme: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Export picture"))
        self.part = QComboBox(self)
        self.part.addItems([self.tr("The map"), self.tr("The whole window")])
        self.sizes = _Sizes(SIZES, self)
        self.scale = QDoubleSpinBox(self)
        self.scale.setRange(0.5, 4.0)
        self.scale.setSingleStep(0.25)
        self.scale.setValue(self.sizes.scale or 1.0)
        self.scale.setSuffix(" ×")
        self.look = QComboBox(self)
        self.look.addItems([self.tr("Dark: operations room"), self.tr("Light: atlas")])
        self.look.setCurrentIndex(0 if theme == "dark" else 1)
        self.caption = QCheckBox(self.tr("Caption: time, voice, basis, sources, citation"), self)
        self.caption.setChecked(True)
        self.sizes.changed.connect(self._scaled)
        form = QFormLayout()
        add_row(form, self.tr("&Show"), self.part)
        add_row(form, self.tr("Si&ze"), self.sizes)
        add_row(form, self.tr("&Letters and lines"), self.scale)
        add_row(form, self.tr("&Theme"), self.look)
        form.addRow("", self.caption)
        hint = QLabel(self.tr("PNG for slides, SVG and PDF to print and to edit: text stays text."), self)
        hint.setFont(font(12))
        hint.setWordWrap(True)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(hint)
        column.addWidget(_buttons(self, self.tr("Save as…")))

    def _scaled(self) -> None:
        if self.sizes.scale is not None:
            self.scale.setValue(self.sizes.scale)

    def order(self) -> PictureOrder:
        """Return what was chosen."""
        k = self.scale.value()
        return PictureOrder(
            part=("map", "window")[self.part.currentIndex()],
            width=max(320, round(self.sizes.wide.value() / k)),
            height=max(240, round(self.sizes.high.value() / k)),
            scale=k,
            theme=("dark", "light")[self.look.currentIndex()],
            caption=self.caption.isChecked(),
        )


class FilmDialog(QDialog):
    """Asks what a film should be; says at once how long it will be, or why it cannot be."""

    def __init__(self, store: Store, theme: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._theme = theme
        self.setWindowTitle(self.tr("Export film"))
        now = store.now
        chapter = chapter_of(now.scenario, now.state)
        zone = now.scenario.zones[0]
        long = chapter.id != now.scenario.chapters[0].id
        span = [times.iso(t, zone) if long else times.clock(t, zone) for t in (chapter.start, chapter.end)]
        self.start, self.end = (QLineEdit(text, self) for text in span)
        self.speed = QComboBox(self)
        for speed in _SPEEDS:
            self.speed.addItem(_speed_text(speed), speed)
        length = chapter.end - chapter.start
        self.speed.setCurrentIndex(min(range(len(_SPEEDS)), key=lambda n: abs(length / _SPEEDS[n] - 90)))
        self.sizes = _Sizes(_FILM_SIZES, self)
        self.fps = QSpinBox(self)
        self.fps.setRange(1, 60)
        self.fps.setValue(30)
        self.pause = QDoubleSpinBox(self)
        self.pause.setRange(0, 20)
        self.pause.setValue(2.0)
        self.pause.setSuffix(" s")
        self.subtitles = QComboBox(self)
        self.subtitles.addItems([self.tr("SubRip (.srt)"), self.tr("WebVTT (.vtt)"), self.tr("None")])
        self.told = QLabel(self)
        self.told.setWordWrap(True)
        form = QFormLayout()
        add_row(form, self.tr("&From"), self.start)
        add_row(form, self.tr("&To"), self.end)
        add_row(form, self.tr("&Speed"), self.speed)
        add_row(form, self.tr("Si&ze"), self.sizes)
        add_row(form, self.tr("F&rames a second"), self.fps)
        add_row(form, self.tr("&Pause at moments"), self.pause)
        add_row(form, self.tr("S&ubtitles beside it"), self.subtitles)
        self.buttons = _buttons(self, self.tr("Save as…"))
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(self.told)
        column.addWidget(self.buttons)
        for signal in (self.start.textChanged, self.end.textChanged, self.speed.currentIndexChanged,
                       self.fps.valueChanged, self.pause.valueChanged, self.sizes.changed):  # fmt: skip
            signal.connect(self._tell)
        self._tell()

    def order(self) -> FilmOrder:
        """Return what was chosen; raises ExportError or ValueError in one sentence for what cannot be."""
        now = self._store.now
        at = [
            times.asked(now.scenario, field.text(), voice=now.state.voice, now=now.state.time)
            for field in (self.start, self.end)
        ]
        wide, high = (box.value() // 2 * 2 for box in (self.sizes.wide, self.sizes.high))
        made = FilmOrder(
            start=at[0],
            end=at[1],
            speed=float(self.speed.currentData()),
            fps=self.fps.value(),
            pause=self.pause.value(),
            width=wide,
            height=high,
            scale=self.sizes.scale or max(0.8, round(high / 720, 2)),
            theme=self._theme,
            subtitles=("srt", "vtt", "")[self.subtitles.currentIndex()],
        )
        script(now.scenario, now.state, made)
        return replace(made)

    def _tell(self) -> None:
        try:
            made = script(self._store.now.scenario, self._store.state, self.order())
        except (ExportError, ValueError) as error:
            said, fine = str(error), False
        else:
            minutes, seconds = divmod(round(made.seconds), 60)
            said = self.tr("{0}:{1:02} min, {2:,} frames").format(minutes, seconds, len(made.times))
            fine = True
        self.told.setText(said[:1].upper() + said[1:])
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(fine)


class Progress(QDialog):
    """How far a file has got, beside the window that stays in use.

    Signals:
        cancelled(): the person has had enough.
    """

    cancelled = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Making {0}").format(name))
        self.setModal(False)
        self.bar = QProgressBar(self)
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName(self.tr("Progress"))
        self.label = QLabel(self.tr("Preparing what the radars can see…"), self)
        self.stop = QPushButton(self.tr("&Cancel"), self)
        self.stop.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addWidget(self.bar, 1)
        row.addWidget(self.stop)
        column = QVBoxLayout(self)
        column.addWidget(self.label)
        column.addLayout(row)
        self.setMinimumWidth(380)

    def show_done(self, done: int, of: int) -> None:
        """Show how many frames of how many are made."""
        self.bar.setRange(0, of)
        self.bar.setValue(done)
        self.label.setText(self.tr("{0:,} of {1:,} frames").format(done, of))

    def reject(self) -> None:
        """Cancel: Esc, the button and the window's cross mean the same."""
        self.cancelled.emit()
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Cancel when it is closed."""
        self.cancelled.emit()
        super().closeEvent(event)


def _buttons(dialog: QDialog, word: str) -> QDialogButtonBox:
    box = QDialogButtonBox(
        QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, dialog
    )
    box.button(QDialogButtonBox.StandardButton.Ok).setText(word)
    box.button(QDialogButtonBox.StandardButton.Ok).setFont(font(13, figures=False))
    for which in (QDialogButtonBox.StandardButton.Ok, QDialogButtonBox.StandardButton.Cancel):
        box.button(which).setIcon(QIcon())
    box.accepted.connect(dialog.accept)
    box.rejected.connect(dialog.reject)
    return box


def _speed_text(speed: float) -> str:
    for size, word in ((86400.0, "days"), (3600.0, "h"), (60.0, "min"), (1.0, "s")):
        if speed >= size:
            return f"{speed / size:g} {word} a second" if speed > 1 else "real time"
    return f"{speed:g} s a second"
