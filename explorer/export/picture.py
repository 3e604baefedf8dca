"""The map as a picture of any size: PNG, SVG or PDF, painted by the layers that paint the screen."""

import math
import re
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, QSize, QSizeF
from PySide6.QtGui import QImage, QImageWriter, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator

from explorer import __version__
from explorer.export.caption import Caption, caption
from explorer.export.orders import PICTURES, PictureOrder
from explorer.export.strip import Strip, fitting
from explorer.export.svg import Corners, finished
from explorer.export.write import ExportError, write_atomic
from explorer.frame.state import View
from explorer.geo.projection import MAP
from explorer.map.layers import LAYERS
from explorer.map.scene import Scene
from explorer.map.viewport import Viewport, follow, viewport
from explorer.session.store import Snapshot
from explorer.theme import Theme, by_name, colour

MOST_PIXELS = 120_000_000
"""No picture has more: it would not fit into memory twice."""

_DOT = 0.75  # points of a page for a unit of 1/96 inch

Paint = Callable[[QPainter], None]


def view_of(snapshot: Snapshot, width: float, height: float, theme: Theme, **look: float | bool) -> Viewport:
    """Return the picture of the map that the state asks for, ``width`` x ``height`` pixels.

    ``look``: ``scale``, ``ratio`` and ``vector`` of `Viewport`.
    """
    home = snapshot.frame.chapter.view
    asked = snapshot.state.view or View(home.lon, home.lat, home.width_km)
    port = viewport(asked, width, height, theme, **look)  # type: ignore[arg-type]
    hero = snapshot.frame.hero
    if snapshot.state.follow and hero is not None and hero.lon is not None and hero.lat is not None:
        x, y = MAP.forward(hero.lon, hero.lat)
        port = follow(port, float(x), float(y))
    return port


class MapPicture:
    """The map of a snapshot, with its caption if asked for; paints itself on anything.

    ``k`` is pixels for a unit of the order's size. Raises ExportError for a size that cannot be.
    """

    def __init__(
        self, snapshot: Snapshot, order: PictureOrder, k: float, vector: bool, scene: Scene | None = None
    ) -> None:
        self.theme = by_name(order.theme)
        self.width, self.height = order.width * k, order.height * k
        if self.width * self.height > MOST_PIXELS and not vector:
            raise ExportError(f"a picture of {self.width:.0f} x {self.height:.0f} pixels is too large")
        self._scene = Scene() if scene is None else scene
        self._strip: Strip | None = None
        room = 0.0
        self.words: Caption | None = None
        if order.caption:
            self.words = caption(snapshot.scenario, snapshot.frame)
            self._strip = fitting(self.words, self.theme, self.width, k, self.height * 0.6)
            room = self._strip.height
        self._high = math.floor(self.height - room)
        self.view = view_of(snapshot, self.width, self._high, self.theme, scale=k, vector=vector)
        self._scene.show(snapshot, self.view)

    def paint(self, painter: QPainter) -> None:
        """Draw the whole picture, its upper left corner at the painter's origin."""
        painter.save()
        painter.setClipRect(QRectF(0, 0, self.view.width, self.view.height))
        self._scene.paint(painter)
        painter.restore()
        if self._strip is not None:
            painter.save()
            painter.translate(0, self._high)
            self._strip.paint(painter, self.height - self._high)
            painter.restore()

    def spaced(self) -> dict[str, float]:
        """Return the letter-spaced words of the map, each with its spacing in pixels."""
        return spaced(self._scene, self.view)

    def clips(self) -> tuple[Corners, ...]:
        """Return the rectangles to which the map and its caption are clipped."""
        wide, middle = float(self.width), float(self._high)
        return (0.0, 0.0, wide, middle), (0.0, middle, wide, float(self.height))


def spaced(scene: Scene, view: Viewport) -> dict[str, float]:
    """Return the letter-spaced words of a map, each with its spacing in pixels."""
    found: dict[str, float] = {}
    for spec in LAYERS:
        layer = scene.layer(spec.id)
        for label in (*layer.labels, *layer.movers):
            for line in label.lines:
                found.update({run.text: run.spacing * view.scale for run in line if run.spacing})
    return found


def suffix_of(path: Path) -> str:
    """Return the suffix of a picture's file; raises ExportError for one that is none of a picture."""
    suffix = path.suffix.lower()
    if suffix not in PICTURES:
        raise ExportError(f"{path}: pictures are written as {', '.join(PICTURES)}")
    return suffix


def export_map(snapshot: Snapshot, order: PictureOrder, path: Path) -> None:
    """Write the map of a snapshot, whole or not at all; raises ExportError in one sentence."""
    write_atomic(path, map_bytes(snapshot, order, suffix_of(path)))


def map_bytes(snapshot: Snapshot, order: PictureOrder, suffix: str) -> bytes:
    """Return the map of a snapshot as PNG, SVG or PDF: the same bytes for the same snapshot and order."""
    if suffix == ".png":
        return png(map_image(snapshot, order))
    made = MapPicture(snapshot, order, 1.0, vector=True)
    title = snapshot.scenario.title
    if suffix == ".svg":
        return svg(made.paint, made.width, made.height, order.scale, title, made.spaced(), made.clips())
    return pdf(made.paint, made.width, made.height, title)


def map_image(snapshot: Snapshot, order: PictureOrder, scene: Scene | None = None) -> QImage:
    """Return the map of a snapshot in pixels."""
    made = MapPicture(snapshot, order, order.scale, vector=False, scene=scene)
    image = QImage(round(made.width), round(made.height), QImage.Format.Format_RGB32)
    if image.isNull():
        raise ExportError(f"a picture of {made.width:.0f} x {made.height:.0f} pixels is too large")
    image.fill(colour(made.theme.ground))
    painter = QPainter(image)
    made.paint(painter)
    painter.end()
    return image


def png(image: QImage) -> bytes:
    """Return an image as PNG."""
    raw = QByteArray()
    buffer = QBuffer(raw)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, b"png")
    if not writer.write(image.convertToFormat(QImage.Format.Format_RGB888)):
        raise ExportError(f"the picture could not be encoded: {writer.errorString()}")
    return bytes(raw.data())


def svg(
    paint: Paint,
    width: float,
    height: float,
    scale: float,
    title: str,
    spaced: Mapping[str, float],
    clips: Collection[Corners],
) -> bytes:
    """Return what ``paint`` draws as SVG, ``width`` x ``height`` units large, shown ``scale`` times as large.

    Text stays text, in fonts that are inside; lines widen with the picture. ``spaced`` are words with a
    spacing of their letters, ``clips`` the rectangles to which ``paint`` clips what it draws.
    """
    raw = QByteArray()
    buffer = QBuffer(raw)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    made = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
    made.setOutputDevice(buffer)
    made.setResolution(96)
    made.setSize(QSize(round(width), round(height)))
    made.setViewBox(QRectF(0, 0, width, height))
    made.setTitle(title)
    made.setDescription(f"Foxbat Explorer {__version__}")
    _painted(made, paint)
    text = bytes(raw.data()).decode("utf-8")
    return finished(text, width * scale, height * scale, spaced, clips).encode("utf-8")


def pdf(paint: Paint, width: float, height: float, title: str) -> bytes:
    """Return what ``paint`` draws as a PDF of one page, ``width`` x ``height`` units of 1/96 inch."""
    return pages([paint], width, height, title)


def pages(paints: list[Paint], width: float, height: float, title: str) -> bytes:
    """Return a PDF of one page for each of ``paints``; fonts are inside, when it was made is not."""
    raw = QByteArray()
    buffer = QBuffer(raw)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    made = QPdfWriter(buffer)
    made.setResolution(96)
    made.setPageSize(
        QPageSize(
            QSizeF(width * _DOT, height * _DOT),
            QPageSize.Unit.Point,
            "",
            QPageSize.SizeMatchPolicy.ExactMatch,
        )
    )
    made.setPageMargins(QMarginsF(0, 0, 0, 0))
    made.setTitle(title)
    made.setCreator(f"Foxbat Explorer {__version__}")
    painter = QPainter()
    if not painter.begin(made):
        raise ExportError("the PDF could not be begun")
    try:
        for number, paint in enumerate(paints):
            if number and not made.newPage():
                raise ExportError("the PDF could not be written")
            painter.save()
            paint(painter)
            painter.restore()
    finally:
        painter.end()
    return _undated(bytes(raw.data()))


def _undated(data: bytes) -> bytes:
    """Blank out when a PDF was made, and its random name, so that the same picture gives the same bytes.

    Every part keeps its length: the table of where objects begin stays right.
    """

    def gone(found: re.Match[bytes]) -> bytes:
        return b" " * len(found[0])

    def zero(found: re.Match[bytes]) -> bytes:
        return re.sub(rb"[0-9a-f]", b"0", found[0])

    data = re.sub(rb"/(?:Creation|Mod)Date \(D:[^)\n]*\)", gone, data)
    # Qt takes each glyph for the first character that has it: the space for a tab.
    data = re.sub(rb"(?<=beginbfrange\n).*?(?=endbfrange)", _spaces, data, flags=re.DOTALL)
    data = re.sub(rb' xmp:(?:Create|Modify|Metadata)Date="[^"]*"', gone, data)
    data = re.sub(rb'(?<=xmpMM:DocumentID="uuid:)[0-9a-f-]+', zero, data)
    return re.sub(rb"(?<=/ID \[ <)[0-9a-f]+> <[0-9a-f]+", zero, data)


def _spaces(found: re.Match[bytes]) -> bytes:
    return re.sub(rb"(?<=[\[ ])<0009>", b"<0020>", found[0])


def _painted(device: QSvgGenerator, paint: Paint) -> None:
    painter = QPainter()
    if not painter.begin(device):
        raise ExportError("the picture could not be begun")
    try:
        paint(painter)
    finally:
        painter.end()
