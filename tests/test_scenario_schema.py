"""The schema that `check --schema` prints, beside what the loader takes."""

import csv
import io
import json
import tomllib

import pytest
import scenario_files

from explorer.scenario.schema import schema


def _check(value, node, at="$"):
    """Hold ``value`` against the part of JSON Schema that is used; yield what does not fit."""
    if "anyOf" in node:
        if all(list(_check(value, one, at)) for one in node["anyOf"]):
            yield f"{at}: fits none"
        return
    types = {"object": dict, "array": list, "boolean": bool, "integer": int, "number": (int, float)}
    kind = node.get("type")
    if kind == "string":
        if not isinstance(value, str) and node.get("format") != "date-time":
            yield f"{at}: not a string"
    elif kind and not isinstance(value, types[kind]):
        yield f"{at}: not {kind}"
        return
    if "enum" in node and value not in node["enum"]:
        yield f"{at}: {value} not in enum"
    if isinstance(value, dict):
        yield from (f"{at}: no {name}" for name in node.get("required", ()) if name not in value)
        known = node.get("properties", {})
        for name, inner in value.items():
            if name in known:
                yield from _check(inner, known[name], f"{at}.{name}")
            elif node.get("additionalProperties") is False:
                yield f"{at}: {name} unknown"
    for i, inner in enumerate(value if isinstance(value, list) else ()):
        yield from _check(inner, node.get("items", {}), f"{at}[{i}]")


@pytest.mark.parametrize("name", ["scenario.toml", "moments.toml", "sites.geojson", "airspace.geojson"])
def test_a_good_file_fits_its_schema_and_a_misspelt_one_does_not(name):
    text = scenario_files.FILES[name]
    document = tomllib.loads(text) if name.endswith("toml") else json.loads(text)
    assert list(_check(document, schema()[name])) == []
    damaged = text.replace("stated", "statd").replace("foxbat", "foxbot")
    document = tomllib.loads(damaged) if name.endswith("toml") else json.loads(damaged)
    assert list(_check(document, schema()[name]))


@pytest.mark.parametrize("name", ["tracks.csv", "contacts.csv"])
def test_the_columns_are_those_of_the_files(name):
    header = next(csv.reader(io.StringIO(scenario_files.FILES[name])))
    assert [column["name"] for column in schema()[name]["columns"]] == header


def test_every_file_has_its_schema_in_plain_json_and_every_field_its_meaning():
    found = schema()
    assert found.keys() == scenario_files.FILES.keys()
    json.dumps(found, allow_nan=False)
    for file in ("tracks.csv", "contacts.csv"):
        assert all(column["description"] for column in found[file]["columns"])
    site = found["sites.geojson"]["properties"]["features"]["items"]["properties"]["properties"]
    assert site["properties"]["kind"]["enum"][2] == "radar"
    assert site["properties"]["rank"] == {
        "description": "1 is labelled first, 3 is minor", "type": "integer", "minimum": 1, "maximum": 3
    }  # fmt: skip
