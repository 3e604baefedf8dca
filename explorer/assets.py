"""Where the shipped files are: the only module that knows the places of ``data/`` and ``resources/``."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _root(name: str) -> Path:
    """Return the folder ``name``: inside the wheel if installed from one, else beside the package."""
    installed = _PACKAGE / f"_{name}"
    return installed if installed.is_dir() else _PACKAGE.parent / name


def data(*parts: str) -> Path:
    """Return the path of a file or folder below ``data/``."""
    return _root("data").joinpath(*parts)


def resource(*parts: str) -> Path:
    """Return the path of a file or folder below ``resources/``."""
    return _root("resources").joinpath(*parts)


def default_scenario() -> Path:
    """Return the folder of the scenario that opens when none is named."""
    return data("belenko-1976")
