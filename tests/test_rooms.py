"""The house rules of the rooms: imports run one way, and each room keeps to what it may know."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "explorer"
# A room imports only rooms that come before it here; rooms of one line do not import one another.
ORDER = [
    ["assets"],
    ["scenario"],
    ["geo"],
    ["radar", "flight", "text"],
    ["claims"],
    ["frame"],
    ["export"],  # the formats; the picture is drawn by the map
    ["api"],
    ["session"],
    ["theme", "polygons"],
    ["map", "panels", "export.picture"],
    ["commands"],
    ["window"],
    ["guided", "takeaway", "crash"],
    ["app"],
    ["render", "display"],
    ["cli"],
    ["__main__"],
]
RANK = {room: rank for rank, rooms in enumerate(ORDER) for room in rooms}
# What is painted by the map's layers: pictures, storyboards and films.
PAINTED = {f"export.{name}" for name in ("picture", "storyboard", "film", "strip")}
BESIDE = {("export.picture", "map")}  # which room may import one of its own line
WITHOUT_QT = {"assets", "scenario", "geo", "flight", "radar", "text", "claims", "frame", "export"}
LAZY = {"geopandas", "pandas", "pyogrio", "rasterio"}  # slow: inside functions only
LONGEST = 400
FOLDERS = {"data", "resources", "_data", "_resources"}


def room(module: str) -> str:
    """Return the room of a module such as ``scenario.load`` (without the package)."""
    if module in PAINTED:
        return "export.picture"
    return "cli" if module.startswith("cli_") else module.split(".")[0]


def imports(tree: ast.Module) -> Iterator[tuple[ast.stmt, str]]:
    """Yield every import, wherever it stands, as the full name of what is imported."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            name = node.module or ""
            yield from ((node, f"{name}.{alias.name}") for alias in node.names)


def faults(module: str, source: str) -> Iterator[str]:
    """Yield what is against the rules in a module such as ``scenario.load``."""
    tree = ast.parse(source)
    mine = room(module)
    if source.count("\n") >= LONGEST:
        yield f"has {source.count(chr(10))} lines: fewer than {LONGEST}"
    if mine not in RANK:
        yield f"is in no known room: {mine}"
        return
    if tree.body and ast.get_docstring(tree) is None:
        yield "has no docstring"
    for node, name in imports(tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            yield f"line {node.lineno}: relative import"
        yield from (f"line {node.lineno}: {fault}" for fault in _import(module, mine, name))
    for node in tree.body:
        names = [n for n in imports(ast.Module([node], [])) if isinstance(node, ast.Import | ast.ImportFrom)]
        for _, name in names:
            if name.split(".")[0] in LAZY:
                yield f"line {node.lineno}: {name} is imported for all, not inside a function"
            if mine == "cli" and name.split(".")[0] in {"PySide6", "pyqtgraph"}:
                yield f"line {node.lineno}: the command line must start without Qt"
    if module != "assets":
        yield from _paths(tree)
    if mine in WITHOUT_QT:
        yield from _undocumented(tree)


def _import(module: str, mine: str, name: str) -> Iterator[str]:
    top = name.split(".")[0]
    if top in {"PySide6", "pyqtgraph"}:
        if mine in WITHOUT_QT:
            yield f"imports {name} in a room without Qt"
        if mine == "session" and name.split(".")[:2] != ["PySide6", "QtCore"]:
            yield f"imports {name}: session may use QtCore only"
    if top == "pyproj" and module != "geo.geodesy":
        yield "imports pyproj: only geo/geodesy.py may"
    if top != "explorer" or name == "explorer":
        return
    other = room(name.removeprefix("explorer."))
    if other not in RANK:
        if other not in {"__version__", "__init__"}:
            yield f"imports {name}, which is in no known room"
    elif other != mine and RANK[other] >= RANK[mine] and (mine, other) not in BESIDE:
        yield f"imports {name}: {mine} may not know {other}"


def _paths(tree: ast.Module) -> Iterator[str]:
    """Yield where a module works out for itself where the shipped files are."""
    for node in ast.walk(tree):
        pieces: list[ast.expr] = []
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            pieces = [node.left, node.right]
        elif isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            pieces = node.args if called in {"Path", "joinpath", "open", "files"} else []
        for piece in pieces:
            text = piece.value if isinstance(piece, ast.Constant) else None
            if isinstance(text, str) and text.replace("\\", "/").split("/")[0] in FOLDERS:
                yield f"line {node.lineno}: builds a path to {text!r}; ask assets"


def _undocumented(node: ast.Module | ast.ClassDef, inside: str = "") -> Iterator[str]:
    """Yield the public functions, classes and methods without a docstring."""
    for item in node.body:
        if not isinstance(
            item, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
        ) or item.name.startswith("_"):
            continue
        overload = any(getattr(d, "id", "") == "overload" for d in item.decorator_list)
        if ast.get_docstring(item) is None and not overload:
            yield f"line {item.lineno}: {inside}{item.name} has no docstring"
        if isinstance(item, ast.ClassDef):
            yield from _undocumented(item, f"{item.name}.")


def _module(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


def test_there_is_something_to_look_at():
    assert {"scenario.load", "geo.geodesy", "assets"} <= {_module(path) for path in MODULES}


@pytest.mark.parametrize("path", MODULES, ids=[_module(path) for path in MODULES])
def test_the_rules_hold(path):
    assert list(faults(_module(path), path.read_text("utf-8"))) == []


DOC = '"""A module."""\n'


@pytest.mark.parametrize(
    ("module", "source", "says"),
    [
        ("scenario.load", "from explorer.geo import projection", "scenario may not know geo"),
        ("scenario.load", "import explorer.geo.projection", "scenario may not know geo"),
        ("geo.basemap", "from explorer import frame", "geo may not know frame"),
        ("flight.motion", "def _f():\n    from explorer.radar import horizon", "flight may not know radar"),
        ("frame.frame", "from explorer.export import tracks", "frame may not know export"),
        ("map.view", "from explorer.panels import timeline", "map may not know panels"),
        ("panels.timeline", "from explorer.map.view import View", "panels may not know map"),
        ("export.kml", "from explorer.map import layers", "export may not know map"),
        ("session.store", "from explorer.theme import ink", "session may not know theme"),
        ("commands", "from explorer.window import Window", "commands may not know window"),
        ("window", "from explorer.app import run", "window may not know app"),
        ("frame.frame", "from PySide6.QtCore import QPointF", "in a room without Qt"),
        ("text.align", "def _f():\n    import PySide6.QtGui", "in a room without Qt"),
        ("export.kml", "import pyqtgraph", "in a room without Qt"),
        ("session.player", "from PySide6.QtWidgets import QWidget", "QtCore only"),
        ("session.player", "from PySide6 import QtGui", "QtCore only"),
        ("cli", "from PySide6.QtWidgets import QApplication", "must start without Qt"),
        ("radar.horizon", "from pyproj import Geod", "only geo/geodesy.py"),
        ("geo.basemap", "import geopandas as gpd", "inside a function"),
        ("geo.basemap", "from . import projection", "relative import"),
        ("radar.horizon", "def floor():\n    return 1", "floor has no docstring"),
        (
            "radar.horizon",
            'class Floor:\n    """A floor."""\n    def at(self):\n        pass',
            "Floor.at has no doc",
        ),
        ("radar.horizon", "class Floor:\n    x: int", "Floor has no docstring"),
        ("map.view", 'from pathlib import Path\nP = Path("data/basemap")', "builds a path to 'data/basemap'"),
        ("map.view", 'def f(root):\n    return root / "resources" / "fonts"', "builds a path to 'resources'"),
        ("map.view", "\n" * 400, "401 lines"),
        ("utils", "x = 1", "in no known room"),
    ],
)
def test_a_planted_fault_is_found(module, source, says):
    assert any(says in fault for fault in faults(module, DOC + source)), list(faults(module, DOC + source))


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("scenario.load", "from explorer import assets\nfrom explorer.scenario import model"),
        ("geo.geodesy", "from pyproj import Geod"),
        ("geo.basemap", "def _read():\n    import geopandas"),
        ("session.store", "from PySide6.QtCore import QObject, Signal\nfrom explorer.frame import frame"),
        ("export.picture", "from explorer.map import layers\nfrom PySide6 import QtGui"),
        ("export.kml", "from explorer.frame import frame"),
        ("panels.legend", "from explorer import theme"),
        ("cli", "def main():\n    from explorer import app"),
        ("__main__", "from explorer.cli import main"),
        ("map.view", "def f(a):\n    return a / 2"),
        ("frame.frame", "def _f():\n    return 1"),
    ],
)
def test_what_is_allowed_is_no_fault(module, source):
    assert list(faults(module, DOC + source)) == []


def test_a_module_without_a_docstring_is_found_and_an_empty_one_is_not():
    assert list(faults("map.view", "x = 1")) == ["has no docstring"]
    assert list(faults("map", "")) == []
