"""From bytes to characters: by a byte order mark, as valid UTF-8, or by what header or page declare."""

from __future__ import annotations

import codecs
import re
from codecs import CodecInfo
from collections.abc import Iterator

import webencodings

from archiver.extract import thresholds

_PAGE_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


def decode(body: bytes, content_type: str = "") -> str:
    """The body's characters: by its byte order mark, else as UTF-8 if that is valid, else as declared.

    Long text in another encoding is hardly ever valid UTF-8, while wrong charset headers are common; so the
    bytes come before the header, and the header before the page's own declaration.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    for encoding in _declared(body, content_type):
        try:
            return encoding.decode(body, "strict" if encoding.name.startswith("utf") else "replace")[0]
        except UnicodeDecodeError:
            continue
    mostly = body.decode("utf-8", "replace")
    return (
        mostly
        if mostly.count("\ufffd") <= thresholds.MAX_UNDECODED * len(mostly)
        else body.decode("cp1252", "replace")
    )


def _declared(body: bytes, content_type: str) -> Iterator[CodecInfo]:
    """The encodings that header and page declare, as browsers understand their names."""
    names = _HEADER_CHARSET.findall(content_type) + [
        name.decode() for name in _PAGE_CHARSET.findall(body[: thresholds.DECLARED_IN_BYTES])
    ]
    for encoding in filter(None, map(webencodings.lookup, names)):
        # WHATWG reads GBK, and GB2312 as GBK, by the decoder of their superset.
        yield codecs.lookup("gb18030") if encoding.name == "gbk" else encoding.codec_info
