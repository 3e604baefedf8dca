"""What belongs to the map and not to the story: names of seas and lands, scale bar, whose telling it is."""

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPixmap

from explorer.frame.state import Stated
from explorer.geo.projection import MAP
from explorer.map.layer import Label, Layer, Run, colour, font, pen, translate
from explorer.map.viewport import Viewport
from explorer.scenario.units import KM_PER_NAUTICAL_MILE
from explorer.session.store import Snapshot

# longitude, latitude, English, in the region's script, letters in px, shown between these scales (km per px)
_SEAS = (
    (136.4, 40.7, "SEA OF JAPAN", "日本海", 18, 0.28, 9.0),
    (145.2, 40.3, "PACIFIC OCEAN", "太平洋", 17, 0.28, 9.0),
    (143.0, 40.6, "PACIFIC OCEAN", "太平洋", 16, 0.28, 1.25),
    (145.6, 45.9, "SEA OF OKHOTSK", "オホーツク海", 16, 0.28, 9.0),
    (143.9, 44.75, "SEA OF OKHOTSK", "オホーツク海", 14, 0.28, 1.25),
    (132.15, 42.75, "Peter the Great Gulf", "залив Петра Великого", 12, 0.05, 0.75),
    (140.63, 41.42, "Tsugaru Strait", "津軽海峡", 12, 0.02, 0.6),
    (140.62, 42.32, "Uchiura Bay", "内浦湾", 12, 0.02, 0.45),
    (140.88, 41.08, "Mutsu Bay", "陸奥湾", 12, 0.02, 0.5),
    (140.66, 41.81, "Hakodate Bay", "函館湾", 11, 0.005, 0.12),
    (140.95, 43.38, "Ishikari Bay", "石狩湾", 12, 0.02, 0.45),
    (141.9, 45.78, "La Pérouse Strait", "宗谷海峡", 12, 0.05, 0.8),
    (123.6, 36.3, "YELLOW SEA", "黄海", 15, 0.28, 9.0),
)
_LANDS = (
    (142.75, 43.55, "HOKKAIDO", "北海道", 15, 0.3, 2.6),
    (140.85, 39.6, "HONSHU", "本州", 15, 0.3, 2.6),
    (134.9, 45.0, "PRIMORYE", "Приморье", 15, 0.3, 2.6),
    (127.6, 40.3, "NORTH KOREA", "", 13, 0.5, 2.6),
    (128.0, 36.6, "SOUTH KOREA", "", 13, 0.5, 2.6),
    (127.5, 44.9, "CHINA", "中国", 15, 0.5, 2.6),
    (142.75, 47.6, "SAKHALIN", "Сахалин", 14, 0.3, 2.6),
    (133.6, 33.75, "SHIKOKU", "四国", 12, 0.3, 2.0),
    (130.9, 32.7, "KYUSHU", "九州", 12, 0.3, 2.0),
    (140.25, 42.05, "Oshima Peninsula", "渡島半島", 12, 0.05, 0.42),
    (139.85, 39.95, "Oga Peninsula", "男鹿半島", 11, 0.02, 0.3),
    (139.47, 42.1, "Okushiri Island", "奥尻島", 11, 0.01, 0.16),
    (141.05, 41.4, "Shimokita", "下北半島", 12, 0.05, 0.4),
)

_STEPS_ASIDE = ((0, 1), (0, -1), (-1, 0), (1, 0), (-1, 1), (1, 1), (-1, -1), (1, -1), (0, 2), (-2, 0), (2, 0))


class Names(Layer):
    """Names of seas and lands: letter-spaced, dim, and the first to make way."""

    def show(self, old: Snapshot | None, new: Snapshot, view: Viewport, moved: bool) -> None:  # noqa: ARG002
        """Follow the view."""
        if not moved and self.labels:
            return
        labels: list[Label] = []
        named: set[str] = set()
        strong = 0.6 if view.theme.dark else 0.95
        for table, role, alpha in ((_SEAS, "accent", strong), (_LANDS, "dim", 0.9)):
            for n, (lon, lat, name, own, size, least, most) in enumerate(table):
                if not least <= view.km_per_px * view.scale <= most:
                    continue
                x, y = MAP.forward(lon, lat)
                at = view.point(float(x), float(y))
                if name in named or not view.shows(at.x(), at.y()):
                    continue
                named.add(name)  # one of several places is enough
                step = (46 if table is _SEAS else 20) * view.scale
                spots = [(dx * step, dy * step) for dx, dy in _STEPS_ASIDE]
                wide = 2.5 if name.isupper() else 0.6
                lines: tuple[tuple[Run, ...], ...] = ((Run(name, role, size, spacing=wide, alpha=alpha),),)
                if own:
                    lines += ((Run(own, role, round(size * 0.78), spacing=1.0, alpha=alpha * 0.9),),)
                also = tuple((at.x() + dx, at.y() + dy) for dx, dy in spots) if name.isupper() else ()
                labels.append(
                    Label(f"{role}:{n}", at.x(), at.y(), lines, 0, 9.0 + n / 100, ("centre",), also)
                )
        self.labels = tuple(labels)


def _round_length(km: float) -> float:
    """Return the greatest of 1, 2, 5 times a power of ten that is not above ``km``."""
    power: float = 10.0 ** math.floor(math.log10(km))
    return next(n * power for n in (5, 2, 1) if n * power <= km)


class Furniture(Layer):
    """The scale bar, in km and nautical miles, and the voice that the map speaks in."""

    def __init__(self) -> None:
        super().__init__()
        self._key: tuple[object, ...] = ()
        self._picture: QPixmap | None = None

    def dress(self, view: Viewport) -> None:
        """Build pens and fonts."""
        k = view.scale
        self._font = font(11 * k)
        self._measure = QFontMetricsF(self._font)
        self._pen = pen(view.theme, "dim", 1.4 * k)
        self._ink, self._back = colour(view.theme, "dim"), colour(view.theme, "overlay", 0.72)

    def show(self, old: Snapshot | None, new: Snapshot, view: Viewport, moved: bool) -> None:  # noqa: ARG002
        """Follow view and voice."""
        state = new.state
        key = (id(new.scenario), state.voice, state.stated)
        if key == self._key and not moved:
            return
        self._key, self._picture = key, None
        voice = next((v.label for v in new.scenario.voices if v.id == state.voice), "")
        only = {
            Stated.ALL: "",
            Stated.ANY_SOURCE: translate("Map", "only what a source states"),
            Stated.ARTICLE: translate("Map", "only what the article states"),
        }[state.stated]
        self._words = [w for w in (voice, only) if w]
        k = view.scale
        km = _round_length(170 * k * view.km_per_px)
        nautical = _round_length(170 * k * view.km_per_px / KM_PER_NAUTICAL_MILE)
        self._bars = [
            (km / view.km_per_px, f"{km:g} km"),
            (nautical * KM_PER_NAUTICAL_MILE / view.km_per_px, f"{nautical:g} nm"),
        ]
        wide = max(
            max(length for length, _ in self._bars) + 48 * k,
            *(self._measure.horizontalAdvance(w) for w in (*self._words, "")),
        )
        high = (15 * len(self._words) + 36) * k
        edge = 10 * k
        left, top = view.width - edge - wide - 16 * k, view.height - edge - high - 8 * k
        self._box = QRectF(round(left), round(top), wide + 16 * k, high + 8 * k)
        b = self._box
        self.symbols = ((b.left(), b.top(), b.right(), b.bottom()),)

    def paint(self, painter: QPainter, view: Viewport) -> None:
        """Draw the box with its words and bars; on screen, copy it."""
        if view.vector:
            self._draw(painter, view.scale)
            return
        if self._picture is None:
            size = self._box.size() * view.ratio
            self._picture = QPixmap(math.ceil(size.width()), math.ceil(size.height()))
            self._picture.setDevicePixelRatio(view.ratio)
            self._picture.fill(Qt.GlobalColor.transparent)
            inner = QPainter(self._picture)
            inner.translate(-self._box.topLeft())
            self._draw(inner, view.scale)
            inner.end()
        painter.drawPixmap(self._box.topLeft(), self._picture)

    def _draw(self, painter: QPainter, k: float) -> None:
        box = self._box
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(box, self._back)
        painter.setPen(self._ink)
        painter.setFont(self._font)
        y = box.top() + 15 * k
        for words in self._words:
            painter.drawText(QPointF(box.left() + 8 * k, y), words)
            y += 15 * k
        painter.setPen(self._pen)
        for length, text in self._bars:
            left, middle = box.left() + 8 * k, y - 2 * k
            painter.drawLine(QPointF(left, middle), QPointF(left + length, middle))
            for x in (left, left + length):
                painter.drawLine(QPointF(x, middle - 3 * k), QPointF(x, middle + 3 * k))
            painter.drawText(QPointF(left + length + 6 * k, middle + 4 * k), text)
            y += 16 * k
