"""What every test gets: a large offscreen screen, the shipped font, settings of its own."""

import gc
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

_SCREEN = Path(__file__).resolve().parents[1] / "resources" / "offscreen.json"
# Always: a developer's own screen would make the pictures theirs.
os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={_SCREEN}"
os.environ["QT_SCALE_FACTOR"] = "1"
os.environ["QT_NO_GUI_THREADPOOL"] = "1"  # as the program has it, before anything is painted

import pytest  # noqa: E402


@pytest.fixture(scope="session")
def belenko():
    """The shipped scenario, loaded once; it must load without a problem."""
    from explorer import assets
    from explorer.scenario.load import load

    scenario, problems = load(assets.default_scenario())
    assert not problems, [str(p) for p in problems]
    assert scenario is not None
    return scenario


@pytest.fixture(autouse=True)
def _collected_here():
    """Collect garbage between tests, never on a worker's thread (see ``explorer.session.collector``)."""
    gc.disable()
    yield
    from explorer.session.collector import collect_due

    collect_due()


@pytest.fixture(autouse=True)
def _own_settings(tmp_path, monkeypatch):
    """Keep every test away from the settings and caches of whoever runs it."""
    monkeypatch.setenv("FOXBAT_EXPLORER_HOME", str(tmp_path / "home"))


@pytest.fixture(scope="session")
def qapp_args():
    return ["foxbat-explorer"]


@pytest.fixture(scope="session", autouse=True)
def _look(request):
    """Load the shipped font and style wherever a test uses Qt."""
    if not any({"qtbot", "qapp"} & set(getattr(i, "fixturenames", ())) for i in request.session.items):
        return
    app = request.getfixturevalue("qapp")
    from explorer import theme

    theme.load_fonts()
    app.setStyle("Fusion")
    app.setFont(theme.font(13))
