"""The smallest PDF that holds lines of text, written by hand for the tests; a tab indents a line."""


def pdf(pages: list[list[str]], title: str = "", author: str = "") -> bytes:
    count = len(pages)
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(count))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for n, lines in enumerate(pages):
        escaped = [line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)") for line in lines]
        shown = "\n".join(
            f"14 0 Td ({line[1:]}) Tj -14 0 Td T*" if line.startswith("\t") else f"({line}) Tj T*"
            for line in escaped
        )
        stream = f"BT /F1 11 Tf 13 TL 60 760 Td\n{shown}\nET"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * n} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    objects.append(f"<< /Title ({title}) /Author ({author}) >>")
    out = b"%PDF-1.4\n"
    offsets = []
    for n, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{n} 0 obj\n{body}\nendobj\n".encode("latin-1")
    xref = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{offset:010} 00000 n \n".encode() for offset in offsets)
    last = len(objects)
    trailer = f"trailer\n<< /Size {last + 1} /Root 1 0 R /Info {last} 0 R >>\nstartxref\n{xref}\n%%EOF\n"
    return out + trailer.encode()
