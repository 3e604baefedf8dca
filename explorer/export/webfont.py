"""A font cut down to the letters of one picture, as WOFF: with it an SVG looks the same anywhere.

Glyphs keep their numbers, so that kerning stays right; those that no letter needs are empty. No Qt.
"""

import struct
import zlib
from collections.abc import Iterable, Mapping

_KEPT = ("GPOS", "OS/2", "cmap", "gasp", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "name", "post")
_WIDE, _MORE, _SCALES = 0x0001, 0x0020, ((0x0008, 2), (0x0040, 4), (0x0080, 8))  # flags of compound glyphs
_MAGIC = 0xB1B0AFBA  # what a font's sum and its adjustment add up to


def woff(font: bytes, letters: Iterable[str]) -> bytes:
    """Return a TrueType font with the glyphs of ``letters`` alone.

    Letters that it does not have are left out. Raises ValueError for what is no TrueType font.
    """
    try:
        held = tables(font)
        numbers = _mapped(held["cmap"])
        wanted = {ord(one): numbers[ord(one)] for one in letters if ord(one) in numbers}
        return _packed(_cut(held, wanted))
    except (KeyError, struct.error) as error:
        raise ValueError(f"this is no TrueType font: {error}") from None


def tables(font: bytes) -> dict[str, bytes]:
    """Return the tables of a font by their names."""
    found = {}
    for n in range(struct.unpack_from(">H", font, 4)[0]):
        tag, _, offset, length = struct.unpack_from(">4sLLL", font, 12 + 16 * n)
        found[tag.decode("latin-1")] = font[offset : offset + length]
    return found


def _mapped(cmap: bytes) -> dict[int, int]:
    """Return the glyph of each letter, by the table of Unicode's first plane (format 4)."""
    found: dict[int, int] = {}
    for n in range(struct.unpack_from(">H", cmap, 2)[0]):
        (at,) = struct.unpack_from(">L", cmap, 8 + 8 * n)
        if struct.unpack_from(">H", cmap, at)[0] != 4:
            continue
        count = struct.unpack_from(">H", cmap, at + 6)[0] // 2
        ends, starts = at + 14, at + 16 + 2 * count
        deltas, ranges = starts + 2 * count, starts + 4 * count
        for k in range(count):
            end, start, delta, offset = (
                struct.unpack_from(">H", cmap, base + 2 * k)[0] for base in (ends, starts, deltas, ranges)
            )
            for letter in range(start, min(end, 0xFFFE) + 1):
                number = letter
                if offset:
                    (number,) = struct.unpack_from(">H", cmap, ranges + 2 * k + offset + 2 * (letter - start))
                if number or not offset:
                    found[letter] = (number + delta) & 0xFFFF
    return found


def _cut(tables: Mapping[str, bytes], wanted: Mapping[int, int]) -> dict[str, bytes]:
    """Return the tables with the wanted glyphs, by letter, and those that they are made of."""
    (long,) = struct.unpack_from(">h", tables["head"], 50)
    (count,) = struct.unpack_from(">H", tables["maxp"], 4)
    places = [
        one if long else 2 * one
        for one in struct.unpack_from(f">{count + 1}{'L' if long else 'H'}", tables["loca"])
    ]
    glyf = tables["glyf"]
    kept: set[int] = set()
    ahead = [0, *wanted.values()]  # glyph 0 stands for what is missing
    while ahead:
        one = ahead.pop()
        if one not in kept:
            kept.add(one)
            ahead += _parts(glyf[places[one] : places[one + 1]])
    shapes, ends = bytearray(), [0]
    for one in range(count):
        if one in kept:
            shapes += glyf[places[one] : places[one + 1]]
            shapes += bytes(-len(shapes) % 4)
        ends.append(len(shapes))
    (told,) = struct.unpack_from(">H", tables["hhea"], 34)
    widths = bytearray(tables["hmtx"])
    for one in range(count):
        if one not in kept:  # zeros take no room once compressed
            at, size = (4 * one, 4) if one < told else (4 * told + 2 * (one - told), 2)
            widths[at : at + size] = bytes(size)
    head = bytearray(tables["head"])
    struct.pack_into(">h", head, 50, 1)
    made = {tag: tables[tag] for tag in _KEPT if tag in tables}
    return made | {
        "cmap": _cmap(wanted),
        "glyf": bytes(shapes),
        "head": bytes(head),
        "hmtx": bytes(widths),
        "loca": struct.pack(f">{count + 1}L", *ends),
    }


def _parts(glyph: bytes) -> list[int]:
    """Return the glyphs that a compound glyph is made of."""
    found: list[int] = []
    if len(glyph) < 10 or struct.unpack_from(">h", glyph)[0] >= 0:
        return found
    at, flags = 10, _MORE
    while flags & _MORE:
        flags, part = struct.unpack_from(">HH", glyph, at)
        found.append(part)
        at += 8 if flags & _WIDE else 6
        at += next((size for flag, size in _SCALES if flags & flag), 0)
    return found


def _cmap(wanted: Mapping[int, int]) -> bytes:
    """Return a table of letters (format 12, a group for each)."""
    groups = b"".join(struct.pack(">LLL", letter, letter, wanted[letter]) for letter in sorted(wanted))
    head = struct.pack(">HHHHLHHLLL", 0, 1, 3, 10, 12, 12, 0, 16 + len(groups), 0, len(wanted))
    return head + groups


def _sum(table: bytes) -> int:
    padded = table + bytes(-len(table) % 4)
    numbers: tuple[int, ...] = struct.unpack(f">{len(padded) // 4}L", padded)
    return sum(numbers) & 0xFFFFFFFF


def _packed(tables: dict[str, bytes]) -> bytes:
    """Return the tables as WOFF 1.0."""
    count = len(tables)
    top = 1 << (count.bit_length() - 1)
    head = bytearray(tables["head"])
    struct.pack_into(">L", head, 8, 0)
    tables["head"] = bytes(head)
    sums = {tag: _sum(data) for tag, data in tables.items()}
    plain = struct.pack(">LHHHH", 0x00010000, count, 16 * top, top.bit_length() - 1, 16 * (count - top))
    offset, body, directory, at = 12 + 16 * count, b"", b"", 44 + 20 * count
    for tag in sorted(tables):
        data = tables[tag]
        plain += struct.pack(">4sLLL", tag.encode("latin-1"), sums[tag], offset, len(data))
        offset += len(data) + -len(data) % 4
    whole = (sum(sums.values()) + _sum(plain)) & 0xFFFFFFFF
    struct.pack_into(">L", head, 8, (_MAGIC - whole) & 0xFFFFFFFF)
    tables["head"] = bytes(head)
    for tag in sorted(tables):
        data = tables[tag]
        small = min(zlib.compress(data, 9), data, key=len)
        directory += struct.pack(">4sLLLL", tag.encode("latin-1"), at, len(small), len(data), sums[tag])
        body += small + bytes(-len(small) % 4)
        at += len(small) + -len(small) % 4
    return (
        struct.pack(">4sLLHHLHHLLLLL", b"wOFF", 0x00010000, at, count, 0, offset, 1, 0, 0, 0, 0, 0, 0)
        + directory
        + body
    )
