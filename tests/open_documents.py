"""Documents for the tests of the panels: read and aligned here, without a process of their own."""

from pathlib import Path

from explorer.frame.derived import OpenDocument
from explorer.text.align import align
from explorer.text.child import parse
from explorer.text.page import Page

FOLDER = Path(__file__).parent / "documents"

NIGHT = """The night shift

Subscribe to our newsletter

Nobody at the station expected anything that day, and the tea was cold.

At 13:11 the radar at Okushiri saw an aircraft 111 miles out, at 20,000 feet. It had come from nowhere.

At 13:20 two Phantoms rolled down the runway of Chitose. At 13:26 four radars, Okushiri, Tobetsu, \
Ominato and Kamo, lost it at 1,800 feet.

😀 The sergeant wrote 𠮷野家 into the margin 😀, see https://example.org/log?a=1. Nobody asked him why.

At 13:50 it touched down on the runway of Hakodate with 30 seconds of fuel.
"""


def opened(scenario, text, name="night.txt"):
    """Return an open document of a text."""
    data = text.encode("utf-8") if isinstance(text, str) else text
    document = parse(data, str(Path("/reader") / name))
    return OpenDocument(document, align(document, scenario), Page(document))


def sample(scenario, name):
    """Return one of the sample documents, open."""
    return opened(scenario, (FOLDER / name).read_bytes(), name)


def long_text(paragraphs):
    """Return a text of so many paragraphs, the night shift in its middle, headings among them."""
    filler = [
        f"## Chapter {n}"
        if n % 20 == 0
        else f"Page {n}: the watch went by and the sea was grey as ever. " * 4
        for n in range(1, paragraphs)
    ]
    middle = len(filler) // 2
    return "\n\n".join([*filler[:middle], NIGHT, *filler[middle:]])
