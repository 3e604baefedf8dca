"""GeoDataFrames of an export's records, and GeoParquet from them.

geopandas is imported when asked for; GeoParquet needs pyarrow besides, which is the extra ``[export]``.
"""

from __future__ import annotations

import io
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from explorer.export.features import Feature, clean, features
from explorer.export.plan import LEGEND, Export
from explorer.export.write import ExportError

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas

_TIMES = ("time", "time_earliest", "time_latest", "start", "start_earliest", "start_latest", "end",
          "end_earliest", "end_latest")  # fmt: skip


def dataframe(records: Iterable[Feature], columns: tuple[str, ...] = ()) -> geopandas.GeoDataFrame:
    """Return records as a GeoDataFrame in WGS84: times as UTC timestamps, what is not known missing.

    ``columns`` are there even if no record has them.
    """
    import geopandas
    import pandas as pd
    from shapely.geometry import shape

    rows, shapes = [], []
    for record in records:
        rows.append({"id": record.id, "kind": record.kind, **record.properties})
        shapes.append(None if record.geometry is None else shape(record.geometry))
    names = list(dict.fromkeys(["id", "kind", *columns, *(name for row in rows for name in row)]))
    data: dict[str, Any] = {}
    for name in names:
        values = [row.get(name) for row in rows]
        if name in _TIMES:
            stamps = pd.to_datetime(pd.Series(values, dtype="object"), utc=True, format="ISO8601")
            data[name] = stamps.astype("datetime64[us, UTC]")
        else:
            data[name] = pd.Series(values, dtype=_dtype(values))
    return geopandas.GeoDataFrame(data, geometry=geopandas.GeoSeries(shapes, crs="EPSG:4326"))


def _dtype(values: list[Any]) -> str:
    given = [v for v in values if v is not None]
    if given and all(isinstance(v, (int, float)) and not isinstance(v, bool) for v in given):
        return "Int64" if all(isinstance(v, int) for v in given) else "float64"
    return "object"


def geoparquet(export: Export) -> bytes:
    """Return an export as GeoParquet; raises `ExportError` where pyarrow is not installed."""
    if find_spec("pyarrow") is None:
        raise ExportError("GeoParquet needs pyarrow, which is not installed: pip install pyarrow")
    frame = dataframe(features(export))
    frame.attrs = {
        "title": clean(export.heading),
        "voice": export.voice.id,
        "legend": LEGEND,
        "generator": export.generator,
        "sources": {key: clean(source.title) for key, source in export.sources.items()},
    }
    out = io.BytesIO()
    frame.to_parquet(out, index=False)
    return out.getvalue()
