"""GeoJSON (RFC 7946): one feature a line of the file, with who says so and how we know it."""

import json
from typing import Any

from explorer.export.features import Feature, clean, features
from explorer.export.plan import LEGEND, Export
from explorer.scenario import times


def geojson(export: Export) -> bytes:
    """Return an export as GeoJSON; what the whole file shares stands in foreign members."""
    head = {
        "title": clean(export.heading),
        "voice": {
            "id": export.voice.id,
            "label": export.voice.label,
            "description": export.voice.description,
        },
        "start": times.iso(export.start),
        "end": times.iso(export.end),
        "legend": LEGEND,
        "generator": export.generator,
    }
    if export.hypothetical:
        head["what_if"] = clean(export.hypothetical)
    sources = {
        key: {
            k: v
            for k, v in (("title", source.title), ("kind", source.kind), ("URL", source.csl.get("URL")))
            if v
        }
        for key, source in export.sources.items()
    }
    rows = ",\n".join(_json(_feature(f)) for f in features(export))
    text = (
        f'{{"type": "FeatureCollection",\n"metadata": {_json(head)},\n"sources": {_json(sources)},\n'
        f'"features": [\n{rows}\n]}}\n'
    )
    return text.encode("utf-8", "replace")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, default=str)


def _feature(feature: Feature) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": feature.id,
        "properties": {"id": feature.id, "kind": feature.kind, **feature.properties},
        "geometry": feature.geometry,
    }
