"""Makes resources/fonts/: two subsets of Noto Sans JP. Needs fonttools."""

import io

from build_sources import ROOT, Cache

FONTS = ROOT / "resources" / "fonts"
BLOCKS = [(0x20, 0x7E), (0xA0, 0x24F), (0x2C6, 0x2DD), (0x370, 0x3FF), (0x400, 0x45F), (0x1E00, 0x1EFF)]
BLOCKS += [(0x2000, 0x206F), (0x2070, 0x209F), (0x20A0, 0x20BF), (0x2100, 0x214F), (0x2150, 0x218F)]
BLOCKS += [(0x2190, 0x21FF), (0x2200, 0x22FF), (0x2300, 0x23FF), (0x2460, 0x2473), (0x2500, 0x257F)]
BLOCKS += [(0x25A0, 0x25FF), (0x2600, 0x26FF), (0x2700, 0x27BF), (0x3000, 0x30FF), (0xFF01, 0xFF9F)]
FEATURES = ["kern", "palt", "pwid", "tnum", "lnum", "pnum", "ccmp", "locl", "mark", "mkmk", "frac", "zero"]
"""What the fonts keep beside the kanji: Latin, Greek, Cyrillic, kana, punctuation, signs, arrows."""


def jis(first: int, last: int) -> str:
    """Return the characters of rows ``first`` to ``last`` of JIS X 0208 (16-47 level 1, 48-84 level 2)."""
    cells = (bytes([row + 0xA0, cell + 0xA0]) for row in range(first, last + 1) for cell in range(1, 95))
    return "".join(cell.decode("euc_jp", "ignore") for cell in cells)


def fonts(cache: Cache) -> None:
    """Write the two subsets of Noto Sans JP and its licence."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    FONTS.mkdir(parents=True, exist_ok=True)
    for weight, folder, last in (("Regular", "400Regular", 84), ("Bold", "700Bold", 47)):
        member = f"package/{folder}/NotoSansJP_{folder}.ttf"
        font = TTFont(io.BytesIO(cache.read("expo-google-fonts-noto-sans-jp", member)), recalcTimestamp=False)
        options = subset.Options(hinting=False, layout_features=FEATURES, notdef_outline=True)
        options.name_IDs, options.name_languages = ["*"], [0x409]
        maker = subset.Subsetter(options)
        wanted = {code for a, b in BLOCKS for code in range(a, b + 1)} | set(map(ord, jis(1, last)))
        maker.populate(unicodes=wanted)
        maker.subset(font)
        path = FONTS / f"NotoSansJP-{weight}.ttf"
        font.save(path)
        print(f"{path.name}: {len(font.getBestCmap())} characters, {path.stat().st_size} bytes")
    licence = cache.read("expo-google-fonts-noto-sans-jp", "package/LICENSE_FONT")
    (FONTS / "OFL.txt").write_bytes(licence)
