"""Paths and queries as a request line has them."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

_ASCII = bytes(range(128))


def escaped(part: str | bytes) -> str:
    """Give a path or a query with all letters beyond ASCII percent-encoded, where it came as bytes.

    Clients such as curl send letters as they are; bytes that are no UTF-8 are refused as their
    escapes are. A text stays as it is.
    """
    return part if isinstance(part, str) else quote(part, safe=_ASCII)


def escaped_wsgi(part: str, environment: Mapping[str, object]) -> str:
    """Give the same for a text of a WSGI environment, which has a letter for each byte."""
    came = part.encode("latin-1")
    # Werkzeug's own server writes each byte as a letter, and that letter in UTF-8.
    return escaped(_once(came) if "werkzeug.socket" in environment else came)


def _once(twice: bytes) -> bytes:
    """Take back one of two encodings, where there are two."""
    try:
        once = twice.decode().encode("latin-1")
        once.decode()
    except UnicodeError:
        return twice
    return once
