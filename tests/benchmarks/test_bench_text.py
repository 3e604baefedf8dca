"""How long five megabytes take: reading in the child process, and aligning. By hand; nothing is asserted."""

import random
from pathlib import Path

import pytest

from explorer import assets
from explorer.scenario.load import load
from explorer.text.align import align
from explorer.text.child import parse, read
from explorer.text.search import search

pytestmark = pytest.mark.benchmark

DOCUMENTS = Path(__file__).parent.parent / "documents"
SIZE = 5_000_000


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five megabytes of shuffled words, as common as in prose, with a story's paragraphs among them."""
    chance = random.Random(1976)
    story = (DOCUMENTS / "encyclopedia.txt").read_text(encoding="utf-8").split("\n\n")
    words = [w for path in sorted(DOCUMENTS.glob("*.txt")) for w in path.read_text(encoding="utf-8").split()]
    filler = ["".join(chance.choices("aeioulnrstmdk", k=chance.randint(3, 10))) for _ in range(30_000)]
    blocks: list[str] = []
    size = 0
    while size < SIZE:
        sentences = [
            " ".join(
                chance.choice(filler if chance.random() < 0.85 else words) for _ in range(18)
            ).capitalize()
            + "."
            for _ in range(4)
        ]
        blocks.append(" ".join(sentences) if chance.random() < 0.995 else chance.choice(story))
        size += len(blocks[-1]) + 2
    path = tmp_path_factory.mktemp("large") / "large.txt"
    path.write_text("\n\n".join(blocks), encoding="utf-8")
    return path


def test_read_five_megabytes(benchmark, large: Path) -> None:
    benchmark.pedantic(read, (large,), rounds=5)


def test_align_five_megabytes(benchmark, large: Path) -> None:
    scenario, _ = load(assets.default_scenario())
    document = parse(large.read_bytes(), str(large))
    benchmark.pedantic(align, (document, scenario), rounds=5)


def test_align_a_page(benchmark) -> None:
    scenario, _ = load(assets.default_scenario())
    path = DOCUMENTS / "encyclopedia.txt"
    document = parse(path.read_bytes(), str(path))
    benchmark.pedantic(align, (document, scenario), rounds=10)


def test_read_a_page(benchmark) -> None:
    benchmark.pedantic(read, (DOCUMENTS / "encyclopedia.txt",), rounds=10)


def test_search_five_megabytes(benchmark, large: Path) -> None:
    document = parse(large.read_bytes(), str(large))
    benchmark.pedantic(search, ("Ōminato", [document]), rounds=5)
