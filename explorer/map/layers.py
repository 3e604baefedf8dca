"""The table of layers, bottom to top: what there is to show, to hide and to explain."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from explorer.map.aircraft import Aircraft, Reach
from explorer.map.airspace import Territorial, Zone
from explorer.map.contacts import Held, Marks
from explorer.map.coverage import Blind, Lowest, SeenBy
from explorer.map.furniture import Furniture, Names
from explorer.map.ground import Borders, Depths, Graticule, Ground, Land, Sea, Water
from explorer.map.layer import Layer
from explorer.map.picket import Picket
from explorer.map.sites import Sites
from explorer.map.tracks import Tracks


def QT_TRANSLATE_NOOP(_context: str, text: str) -> str:  # noqa: N802 - what Qt's tools look for
    """Mark a text for translation; Qt's own is not typed as text."""
    return text


@dataclass(frozen=True, slots=True)
class Swatch:
    """A line of the legend; ``text`` is to be translated in the context ``Map``.

    ``kind``: fill, tint0 to tint4, line, dash, dots, thin, triangle, square, circle, ring, cross or disc;
    ``role`` is a colour field of ``Theme``.
    """

    kind: str
    role: str
    text: str


class Kept(IntEnum):
    """How long what a layer has painted is kept as a picture; a lower one lies below a higher one."""

    LASTING = 0  # while the scale is the same, through pans too
    SETTLED = 1  # while neither the view nor the layer's edition changes
    LIVE = 2  # for one frame


@dataclass(frozen=True, slots=True)
class LayerSpec:
    """One layer. ``label`` and ``group`` are to be translated in the context ``Map``.

    One without a label is always shown.
    """

    id: str
    label: str
    group: str
    make: Callable[[Ground], Layer]
    kept: Kept
    legend: tuple[Swatch, ...] = ()


_MAP, _AIR, _STORY = (
    QT_TRANSLATE_NOOP("Map", "Map"),
    QT_TRANSLATE_NOOP("Map", "Airspace"),
    QT_TRANSLATE_NOOP("Map", "The story"),
)

LAYERS: tuple[LayerSpec, ...] = (
    LayerSpec("sea", "", _MAP, lambda _: Sea(), kept=Kept.LASTING),
    LayerSpec("depths", QT_TRANSLATE_NOOP("Map", "Sea depths"), _MAP, Depths, kept=Kept.LASTING),
    LayerSpec("land", "", _MAP, Land, kept=Kept.LASTING),
    LayerSpec("relief", QT_TRANSLATE_NOOP("Map", "Hill shading"), _MAP, lambda _: Layer(), kept=Kept.LASTING),
    LayerSpec("water", QT_TRANSLATE_NOOP("Map", "Lakes and rivers"), _MAP, Water, kept=Kept.LASTING),
    LayerSpec("borders", QT_TRANSLATE_NOOP("Map", "Borders"), _MAP, Borders, kept=Kept.LASTING),
    LayerSpec(
        "graticule",
        QT_TRANSLATE_NOOP("Map", "Grid of degrees"),
        _MAP,
        lambda _: Graticule(),
        kept=Kept.LASTING,
    ),
    LayerSpec(
        "lowest",
        QT_TRANSLATE_NOOP("Map", "Lowest height seen by any radar"),
        _AIR,
        lambda _: Lowest(),
        kept=Kept.LASTING,
        legend=(
            Swatch("tint4", "ink", QT_TRANSLATE_NOOP("Map", "down to 100 ft (30 m), or lower")),
            Swatch("tint3", "ink", QT_TRANSLATE_NOOP("Map", "down to 1,000 ft (300 m)")),
            Swatch("tint2", "ink", QT_TRANSLATE_NOOP("Map", "down to 5,000 ft (1,500 m)")),
            Swatch("tint1", "ink", QT_TRANSLATE_NOOP("Map", "down to 20,000 ft (6,100 m)")),
            Swatch("tint0", "ink", QT_TRANSLATE_NOOP("Map", "only above that, or beyond every range")),
        ),
    ),
    LayerSpec(
        "names",
        QT_TRANSLATE_NOOP("Map", "Names of seas and lands"),
        _MAP,
        lambda _: Names(),
        kept=Kept.SETTLED,
    ),
    LayerSpec(
        "blind",
        QT_TRANSLATE_NOOP("Map", "What no radar sees"),
        _AIR,
        lambda _: Blind(),
        kept=Kept.SETTLED,
        legend=(
            Swatch("fill", "faint", QT_TRANSLATE_NOOP("Map", "none of the stations sees that altitude here")),
        ),
    ),
    LayerSpec(
        "seen",
        QT_TRANSLATE_NOOP("Map", "What each radar sees"),
        _AIR,
        lambda _: SeenBy(),
        kept=Kept.SETTLED,
        legend=(
            Swatch(
                "thin",
                "radar",
                QT_TRANSLATE_NOOP("Map", "a station sees that altitude inside: could, not did"),
            ),
        ),
    ),
    LayerSpec(
        "picket",
        QT_TRANSLATE_NOOP("Map", "Before and after the E-2C (Legacy)"),
        _AIR,
        lambda _: Picket(),
        kept=Kept.SETTLED,
        legend=(
            Swatch("fill", "faint", QT_TRANSLATE_NOOP("Map", "dark to every radar at the chosen height")),
            Swatch("dots", "ink", QT_TRANSLATE_NOOP("Map", "how far the dark went before the E-2C")),
            Swatch("disc", "fighter", QT_TRANSLATE_NOOP("Map", "its range; the dark is counted in it")),
        ),
    ),
    LayerSpec(
        "territorial",
        QT_TRANSLATE_NOOP("Map", "Territorial sea (3 nm)"),
        _AIR,
        lambda _: Territorial(),
        kept=Kept.SETTLED,
        legend=(
            Swatch("thin", "airspace", QT_TRANSLATE_NOOP("Map", "territorial sea of 1976, when zoomed in")),
        ),
    ),
    LayerSpec(
        "adiz",
        QT_TRANSLATE_NOOP("Map", "Identification zone (ADIZ)"),
        _AIR,
        lambda _: Zone(),
        kept=Kept.SETTLED,
        legend=(
            Swatch("dash", "airspace", QT_TRANSLATE_NOOP("Map", "outer line of the identification zone")),
        ),
    ),
    LayerSpec(
        "reach",
        QT_TRANSLATE_NOOP("Map", "Where they could be"),
        _STORY,
        lambda _: Reach(),
        kept=Kept.LIVE,
        legend=(
            Swatch(
                "disc", "foxbat", QT_TRANSLATE_NOOP("Map", "he could be anywhere in here: an outer limit")
            ),
            Swatch("disc", "fighter", QT_TRANSLATE_NOOP("Map", "so could the Phantoms")),
        ),
    ),
    LayerSpec(
        "tracks",
        QT_TRANSLATE_NOOP("Map", "Tracks"),
        _STORY,
        lambda _: Tracks(),
        kept=Kept.LIVE,
        legend=(
            Swatch("dash", "foxbat", QT_TRANSLATE_NOOP("Map", "course derived from what sources state")),
            Swatch("dots", "foxbat", QT_TRANSLATE_NOOP("Map", "course assumed by us")),
            Swatch("thin", "foxbat", QT_TRANSLATE_NOOP("Map", "still to come")),
            Swatch("ring", "foxbat", QT_TRANSLATE_NOOP("Map", "uncertainty of the place")),
        ),
    ),
    LayerSpec(
        "held",
        QT_TRANSLATE_NOOP("Map", "Radar contact on record"),
        _STORY,
        lambda _: Held(),
        kept=Kept.LIVE,
        legend=(Swatch("line", "radar", QT_TRANSLATE_NOOP("Map", "a radar is recorded to have him")),),
    ),
    LayerSpec(
        "sites",
        QT_TRANSLATE_NOOP("Map", "Places"),
        _STORY,
        lambda _: Sites(radars=False),
        kept=Kept.LIVE,
        legend=(
            Swatch("square", "ink", QT_TRANSLATE_NOOP("Map", "airfield; with a runway: air base")),
            Swatch("circle", "ink", QT_TRANSLATE_NOOP("Map", "town")),
        ),
    ),
    LayerSpec(
        "radars",
        QT_TRANSLATE_NOOP("Map", "Radar stations"),
        _STORY,
        lambda _: Sites(radars=True),
        kept=Kept.LIVE,
        legend=(
            Swatch("triangle", "dim", QT_TRANSLATE_NOOP("Map", "radar station")),
            Swatch("triangle", "radar", QT_TRANSLATE_NOOP("Map", "on record, it has him")),
            Swatch("cross", "loss", QT_TRANSLATE_NOOP("Map", "on record, it has lost him")),
        ),
    ),
    LayerSpec(
        "marks",
        QT_TRANSLATE_NOOP("Map", "First contact, return, landing"),
        _STORY,
        lambda _: Marks(losses=False),
        kept=Kept.LIVE,
        legend=(
            Swatch("circle", "radar", QT_TRANSLATE_NOOP("Map", "first contact")),
            Swatch("ring", "radar", QT_TRANSLATE_NOOP("Map", "one return")),
        ),
    ),
    LayerSpec(
        "aircraft",
        QT_TRANSLATE_NOOP("Map", "Aircraft"),
        _STORY,
        lambda _: Aircraft(),
        kept=Kept.LIVE,
        legend=(
            Swatch(
                "triangle",
                "fighter",
                QT_TRANSLATE_NOOP("Map", "two small ones behind: it had an escort, at places not recorded"),
            ),
        ),
    ),
    LayerSpec(
        "losses",
        QT_TRANSLATE_NOOP("Map", "Losses"),
        _STORY,
        lambda _: Marks(losses=True),
        kept=Kept.LIVE,
        legend=(Swatch("cross", "loss", QT_TRANSLATE_NOOP("Map", "lost")),),
    ),
    LayerSpec(
        "furniture", QT_TRANSLATE_NOOP("Map", "Scale bar"), _MAP, lambda _: Furniture(), kept=Kept.LIVE
    ),
)
"""All layers, bottom to top."""
