"""The table of layers, and painting it without a widget."""

from dataclasses import fields, replace

import numpy as np
import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QPainter

from explorer.frame.state import Selection, View
from explorer.geo import basemap
from explorer.geo.projection import MAP
from explorer.map.ground import Ground
from explorer.map.layers import LAYERS, Kept
from explorer.map.scene import Scene, paint_map
from explorer.map.still import Settled, Still
from explorer.map.viewport import panned, snapped, viewport
from explorer.scenario import times
from explorer.session.store import Store
from explorer.theme import DARK, LIGHT, Theme

HOME = View(138.1, 42.0, 950)
HAKODATE = View(140.5, 41.85, 150)


@pytest.fixture(scope="session")
def ground():
    return Ground(basemap.load())


@pytest.fixture
def store(belenko, qapp):
    return Store(belenko)


def at(store, clock, **changes):
    store.update(time=times.asked(store.now.scenario, clock, voice="article", now=0), **changes)
    return store.now


def picture(snapshot, ground, view=HOME, size=(900, 560), theme=DARK, **more):
    port = viewport(view, *size, theme, **more)
    ratio = port.ratio
    image = QImage(round(size[0] * ratio), round(size[1] * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    painter = QPainter(image)
    paint_map(painter, snapshot, port, ground=ground)
    painter.end()
    return image, port


def pixels(image):
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)[..., :3]


def test_ids_are_unique_and_what_lies_still_lies_below():
    ids = [spec.id for spec in LAYERS]
    assert len(ids) == len(set(ids))
    kept = [spec.kept for spec in LAYERS]
    assert kept == sorted(kept), "a layer that is kept longer than one below it would be painted below that"


def test_the_legend_speaks_of_colours_that_a_theme_has():
    roles = {f.name for f in fields(Theme)}
    for spec in LAYERS:
        assert spec.group
        for swatch in spec.legend:
            assert swatch.role in roles
            assert swatch.text


def test_the_same_picture_twice(store, ground):
    snapshot = at(store, "13:26")
    assert picture(snapshot, ground)[0] == picture(snapshot, ground)[0]


def test_sea_and_land_have_their_colours(store, ground):
    snapshot = at(
        store,
        "12:46",
        hidden=frozenset(s.id for s in LAYERS if s.id not in ("sea", "depths", "land", "relief")),
    )
    image, port = picture(snapshot, ground)
    sea = {DARK.sea, *DARK.depths}
    for lon, lat in ((137.0, 41.5), (139.0, 43.5), (135.5, 40.5)):
        x, y = (float(v) for v in MAP.forward(lon, lat))
        assert image.pixelColor(port.point(x, y).toPoint()).name().lower() in {c.lower() for c in sea}
    for lon, lat in ((142.6, 43.2), (140.8, 40.0), (134.5, 44.5)):
        x, y = (float(v) for v in MAP.forward(lon, lat))
        colour = image.pixelColor(port.point(x, y).toPoint())
        assert colour.name().lower() not in {c.lower() for c in sea}
        assert (
            max(colour.red(), colour.green(), colour.blue())
            - min(colour.red(), colour.green(), colour.blue())
            < 45
        )


def test_flat_land_where_the_shading_is_off(store, ground):
    every = frozenset(s.id for s in LAYERS if s.id not in ("sea", "land"))
    image, port = picture(at(store, "12:46", hidden=every), ground)
    x, y = (float(v) for v in MAP.forward(142.6, 43.2))
    assert image.pixelColor(port.point(x, y).toPoint()).name().lower() == DARK.land.lower()


@pytest.mark.parametrize(
    "spec",
    [s for s in LAYERS if s.label and s.id not in ("blind", "seen", "lowest", "picket")],
    ids=lambda s: s.id,
)
def test_hiding_a_layer_changes_the_picture(spec, store, ground):
    clock = {"reach": "13:40", "aircraft": "13:11", "held": "13:15"}.get(spec.id, "13:30")
    view = {"territorial": HAKODATE, "borders": View(134, 43.5, 1200)}.get(spec.id, HOME)
    snapshot = at(store, clock)
    shown, _ = picture(snapshot, ground, view)
    hidden = replace(snapshot.state, hidden=frozenset({spec.id}))
    other, _ = picture(replace(snapshot, state=hidden), ground, view)
    assert shown != other


def test_a_picture_of_twice_the_pixels_is_the_same_map(store, ground):
    snapshot = at(
        store,
        "13:26",
        hidden=frozenset(s.id for s in LAYERS if s.kept is not Kept.LASTING or s.id == "graticule"),
    )
    small, _ = picture(snapshot, ground)
    dense, _ = picture(snapshot, ground, ratio=2.0)
    assert dense.size() == QSize(1800, 1120)
    down = dense.scaled(small.size(), mode=Qt.TransformationMode.SmoothTransformation)
    off = sum(
        abs(down.pixelColor(x, y).lightness() - small.pixelColor(x, y).lightness()) > 30
        for x in range(0, 900, 9)
        for y in range(0, 560, 7)
    )
    assert off < 40  # of 8,000: some of the coast, which is one pixel wide on each


def test_vectors_hold_text_as_text(store, ground):
    svg = pytest.importorskip("PySide6.QtSvg")
    snapshot = at(store, "13:26")
    bytes_ = QByteArray()
    buffer = QBuffer(bytes_)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = svg.QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(QSize(900, 560))
    painter = QPainter(generator)
    paint_map(painter, snapshot, viewport(HOME, 900, 560, LIGHT, vector=True), ground=ground)
    painter.end()
    text = bytes(bytes_.data()).decode()
    assert "Hakodate Airport" in text
    assert "<text" in text


def test_labels_never_overlap_however_the_time_and_the_view_change(store, ground):
    scene = Scene(ground)
    boxes = ((10.0, 10.0, 400.0, 60.0), (10.0, 300.0, 320.0, 540.0))
    for view in (HOME, HAKODATE, View(139.7, 42.3, 260), View(138, 40, 1900)):
        for clock in ("12:50", "13:11", "13:20:30", "13:26", "13:26:40", "13:36", "13:57:30"):
            snapshot = at(store, clock)
            scene.show(snapshot, viewport(view, 900, 560, DARK), boxes)
            placed = [p.box for p in scene.placed().values()]
            assert len(placed) >= 3
            for i, a in enumerate(placed):
                assert a[0] >= 0
                assert a[1] >= 0
                assert a[2] <= 900
                assert a[3] <= 560
                for b in (*placed[i + 1 :], *boxes):
                    assert not (a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3])


def test_labels_do_not_flicker_while_time_runs(store, ground):
    scene = Scene(ground)
    start = times.asked(store.now.scenario, "13:22", voice="article", now=0)
    seen, flips = {}, {}
    for second in range(60, 300, 3):
        store.update(time=start + second)
        scene.show(store.now, viewport(HOME, 1200, 700, DARK))
        now = set(scene.placed())
        for key in now | set(seen):
            if seen.get(key, key in now) != (key in now):
                flips[key] = flips.get(key, 0) + 1
            seen[key] = key in now
    assert max(flips.values(), default=0) <= 3


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_panning_by_copying_gives_the_picture_that_drawing_anew_gives(ratio, store, ground):
    def still(port, kept):
        scene, picture = kept
        scene.show(at(store, "13:26"), port)
        pixmap, corner = picture.picture(port)
        whole = QImage(round(port.width * ratio), round(port.height * ratio), QImage.Format.Format_RGB32)
        whole.setDevicePixelRatio(ratio)
        painter = QPainter(whole)
        painter.drawPixmap(corner, pixmap)
        painter.end()
        return whole

    def new():
        scene = Scene(ground)
        return scene, Still(scene)

    port = snapped(viewport(View(139.5, 42.2, 400), 600, 400, DARK, ratio=ratio))
    kept = new()
    still(port, kept)
    for step in ((13, 0), (-40, 27), (0, -151), (700, 3), (-90, 90)):
        port = snapped(panned(port, *step))
        copied, anew = still(port, kept), still(port, new())
        assert copied.size() == anew.size()
        off = int((np.abs(pixels(copied).astype(int) - pixels(anew)) > 8).any(axis=2).sum())
        assert off < copied.width() * copied.height() * 0.001


def test_what_is_kept_from_frame_to_frame_is_what_would_be_drawn_anew(store, ground):
    def painted(snapshot, port, kept):
        scene, picture = kept
        scene.show(snapshot, port)
        image = QImage(600, 400, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        picture.paint(painter, port)
        painter.end()
        return image

    def new():
        scene = Scene(ground)
        return scene, Settled(scene)

    port = snapped(viewport(View(139.5, 42.2, 700), 600, 400, DARK))
    kept = new()
    turns = (
        at(store, "13:20"),
        at(store, "13:20:05"),
        at(store, "13:20:05", selection=Selection("airspace", "adiz-outer")),
        at(store, "13:26", hidden=frozenset({"adiz"})),
        at(store, "13:26", hidden=frozenset({"depths"})),
        at(store, "13:40"),
    )
    for snapshot in turns:
        painted(snapshot, port, kept)  # the first copies nothing, the second draws from what is kept
        assert painted(snapshot, port, kept) == painted(snapshot, port, (kept[0], Settled(kept[0])))


def test_the_story_has_its_labels_at_home(store, ground):
    scene = Scene(ground)
    scene.show(at(store, "13:26"), viewport(HOME, 1280, 800, DARK))
    assert {"craft:foxbat", "mark:lost", "mark:contact", "reach:phantom-1", "site:okushiri"} <= set(
        scene.placed()
    )
    scene.show(at(store, "13:25:59"), viewport(HOME, 1280, 800, DARK))
    assert "mark:lost" not in scene.placed()


def test_both_phantoms_are_drawn_as_one(store, ground):
    scene = Scene(ground)
    scene.show(at(store, "13:25"), viewport(HOME, 1280, 800, DARK))
    reach = [m for m in scene.layer("reach").movers if m.key.startswith("reach:phantom")]
    assert len(reach) == 1
    words = "".join(run.text for line in reach[0].lines for run in line)
    assert "two Phantoms" in words
    assert "900–1,450 km/h from Chitose" in words
    assert "not a forecast" in words


def test_the_galaxy_has_its_name_and_both_accounts_of_its_escort(store, ground):
    night = times.asked(store.now.scenario, "1976-09-25T00:10+09:00", voice="article", now=0)
    store.update(chapter="standoff", time=night)
    view = store.now.frame.chapter.view
    scene = Scene(ground)
    scene.show(store.now, viewport(View(view.lon, view.lat, view.width_km), 900, 560, DARK))
    assert "craft:c-5" in scene.placed()
    (label,) = [m for m in scene.layer("aircraft").movers if m.key == "craft:c-5"]
    words = [run.text for line in label.lines for run in line]
    assert any("Phantoms" in w for w in words)
    assert any("F-104J" in w for w in words)
    (target,) = [t for t in scene.layer("aircraft").targets if t.id == "c-5"]
    assert "the article" in target.tip


def test_without_a_heading_no_nose_points_anywhere(store, ground):
    scene = Scene(ground)
    drawn = {}
    for clock in ("13:05", "13:35"):
        scene.show(at(store, clock), viewport(HOME, 1280, 800, DARK))
        (foxbat,) = [c for c in scene.layer("aircraft")._crafts if c.role == "foxbat"]
        box = foxbat.path.boundingRect()
        drawn[clock] = (box.width(), box.height())
    assert drawn["13:35"][0] == pytest.approx(drawn["13:35"][1])
    assert drawn["13:05"][0] != pytest.approx(drawn["13:05"][1])
