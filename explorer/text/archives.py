"""Web pages that a browser saved in one file: MHTML (Chromium, Edge) and webarchive (Safari)."""

import re

from explorer.text.document import DocumentError

_MIME = re.compile(
    rb"\A[\w-]+:[^\0]{0,4000}?^Content-Type:\s*multipart/related", re.IGNORECASE | re.MULTILINE
)
_PLIST = b"bplist00"


def page_in(data: bytes) -> tuple[bytes, str] | None:
    """Return the bytes of the page in an archive and the name of their character set, which may be empty.

    None for anything else. Nothing but the page is unpacked. Raises DocumentError for a broken archive.
    """
    unpack = _mhtml if _MIME.match(data[:8192]) else _webarchive if data.startswith(_PLIST) else None
    if unpack is None:
        return None
    try:
        return unpack(data)
    except Exception:  # noqa: BLE001 - the library raises whatever a broken archive runs it into
        raise DocumentError("This saved page is broken, or holds no page.") from None


def _mhtml(data: bytes) -> tuple[bytes, str]:
    from email import message_from_bytes

    parts = [part for part in message_from_bytes(data).walk() if part.get_content_type() == "text/html"]
    page = parts[0].get_payload(decode=True)
    assert isinstance(page, bytes)
    return page, str(parts[0].get_content_charset() or "")


def _webarchive(data: bytes) -> tuple[bytes, str]:
    import plistlib

    page = plistlib.loads(data)["WebMainResource"]
    return bytes(page["WebResourceData"]), str(page.get("WebResourceTextEncodingName", ""))
