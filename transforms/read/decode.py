"""Bytes to text: Chinese pages often lie about their encoding, so the text decides."""

from __future__ import annotations

import codecs
import re
from functools import cache

from transforms.model import RejectError
from transforms.text.fold import fold

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_DECLARED = re.compile(rb"""charset\s*=\s*["']?\s*([\w.:-]+)|<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]+)""", re.I)
_CJK = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
_PLAIN = re.compile("[\t\n\r -~\u2010-\u203b\u3000-\u9fff\uff01-\uff5e]")
_BAD_SHARE = 0.02  # of what is not ASCII
_COMMON_SHARE = 0.6  # of the Chinese characters; real text has 0.95 and more, misread text 0.1 to 0.4
_SAMPLE = 40_000  # characters


def decode(data: bytes, declared: str | None = None) -> tuple[str, str]:
    """The text and the codec that gave it; `declared` is a hint, else looked for in the data itself.

    >>> decode("新街镇党委".encode("gbk"), "utf-8")
    ('新街镇党委', 'gb18030')
    >>> decode(b"\\xff\\xfe" + "陈仓区".encode("utf-16-le"))
    ('陈仓区', 'utf-16-le')
    """
    encoding, skip = detect(data, declared)
    return as_text(data[skip:], encoding), encoding


def as_text(data: bytes, encoding: str) -> str:
    """The text of data whose codec is known."""
    if b"\0" in data and not encoding.startswith(("utf-16", "utf-32")):
        data = data.replace(b"\0", b"")  # before decoding: they may stand inside a character
    return clean(_loosely(data, encoding))


def detect(data: bytes, declared: str | None = None) -> tuple[str, int]:
    """The codec of the data and the length of its byte order mark; raises RejectError undecodable."""
    for mark, encoding in _BOMS:
        if data.startswith(mark) and _bad_share(data[len(mark) :], encoding) <= 0.1:
            return encoding, len(mark)
    wide = _wide(data)
    if wide:
        return wide, 0
    head = data[:65536]
    if len(_CONTROL.findall(head)) > 0.05 * len(head) or head.count(0) > 0.3 * len(head):
        raise RejectError("decode", "undecodable", "control characters, as in a binary file")
    data = data.replace(b"\0", b"") if b"\0" in data else data
    if _bad_share(data, "utf-8") <= _BAD_SHARE and not _looks_double_byte(data, declared):
        return "utf-8", 0
    return _by_characters(data, declared or declared_charset(data)), 0


def declared_charset(data: bytes) -> str | None:
    """The charset that the head of a page, a stylesheet or an XML prolog names.

    >>> declared_charset(b'<meta http-equiv=Content-Type content="text/html; charset=gb2312">')
    'gb2312'
    """
    found = _DECLARED.search(data, 0, 8192)
    return (found[1] or found[2]).decode("ascii", "replace").lower() if found else None


def clean(text: str) -> str:
    """The text without NUL characters and marks of byte order, lone surrogates replaced one for one.

    >>> clean("新\\x00街\\ud800镇")
    '新街\ufffd镇'
    """
    if "\0" in text:
        text = text.replace("\0", "")
    if text.startswith("\ufeff"):
        text = text.lstrip("\ufeff")
    return replace_surrogates(text)


def replace_surrogates(text: str) -> str:
    """The text with surrogate pairs joined and lone surrogates replaced one for one."""
    if text.isascii() or not _SURROGATE.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def common_share(text: str) -> float | None:
    """How many of the Chinese characters are everyday ones (GB 2312 level 1, once folded); None without any."""
    seen = _CJK.findall(_sample(text))
    if not seen:
        return None
    everyday = _everyday()
    return sum(map(everyday.__contains__, fold("".join(seen)))) / len(seen)


def _sample(text: str) -> str:
    # Taken from the whole length: a page may begin with much that is not its language.
    return text if len(text) <= _SAMPLE else text[:: len(text) // _SAMPLE]


@cache
def _everyday() -> frozenset[str]:
    rows = (bytes([high, low]) for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF))
    return frozenset(pair.decode("gb2312", "ignore") for pair in rows) - {""}


def _loosely(data: bytes, encoding: str) -> str:
    if encoding == "utf-8" and b"\xed" in data:
        return _with_surrogates(data)
    return data.decode(encoding, "replace")


def _with_surrogates(data: bytes) -> str:
    # Java and MySQL write characters beyond the BMP as two encoded surrogates, which strict UTF-8 refuses.
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace")


def _bad_share(data: bytes, encoding: str) -> float:
    """Share of undecodable places among what is not ASCII."""
    try:
        data.decode(encoding)
    except UnicodeDecodeError as error:
        near = _bad_in(data[error.start : error.start + 4096], encoding)
        return near if near > 0.3 else _bad_in(data, encoding)  # the whole of a GBK page is slow to try as UTF-8
    return 0.0


def _bad_in(data: bytes, encoding: str) -> float:
    text = _loosely(data, encoding)
    bad = text.count("\ufffd") - data.count(b"\xef\xbf\xbd")
    return max(bad, 0) / (sum(map(len, _NOT_ASCII.findall(text))) or 1)


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: half the bytes look like control characters, yet together they are plain text."""
    head = data[:4096]
    if len(head) < 4 or (b"\0" not in head and len(_CONTROL.findall(head)) < 0.02 * len(head)):
        return None
    for encoding in ("utf-16-le", "utf-16-be"):
        text = head.decode(encoding, "replace")
        if len(_PLAIN.findall(text)) > 0.9 * len(text) and (common_share(text) or 1.0) > _COMMON_SHARE:
            return encoding
    return None


def _looks_double_byte(data: bytes, declared: str | None) -> bool:
    """Short GBK texts may be valid UTF-8 by chance; then they hold no Chinese character."""
    if len(data) > 200 or data.isascii():
        return False
    if _CJK.search(data.decode("utf-8", "replace")):
        return False
    return (common_share(data.decode("gb18030", "replace")) or 0) > 0.9 and _is_gb(declared)


def _is_gb(declared: str | None) -> bool:
    return declared is None or declared.replace("-", "").replace("_", "").startswith(("gb", "hz", "cp936", "xgbk"))


def _by_characters(data: bytes, declared: str | None) -> str:
    candidates = ["gb18030", "big5hkscs", "utf-8"]
    if declared and declared.startswith("big5"):
        candidates = ["big5hkscs", "gb18030", "utf-8"]
    scores = {}
    for encoding in candidates:
        text = data.decode(encoding, "replace")
        scores[encoding] = _score(text)
        if scores[encoding] > 0.9:
            return encoding
    best = max(candidates, key=lambda encoding: scores[encoding])
    if scores[best] >= _COMMON_SHARE:
        return best
    return _foreign(data, declared)


def _score(text: str) -> float:
    """Share of everyday characters, every bad place counting as a rare character."""
    sample = _sample(text)
    chinese = len(_CJK.findall(sample))
    return (common_share(sample) or 0.0) * chinese / (chinese + sample.count("\ufffd") or 1)


def _foreign(data: bytes, declared: str | None) -> str:
    """The codec of a text that is not Chinese, or mostly ASCII with a few bytes of something else."""
    if data.decode("utf-8", "replace").count("\ufffd") <= 0.05 * len(data):
        return "utf-8"
    if declared and not _is_gb(declared) and not declared.startswith(("utf", "big5")):
        try:
            data.decode(declared)
        except (UnicodeDecodeError, LookupError):
            pass
        else:
            return codecs.lookup(declared).name
    raise RejectError("decode", "undecodable", f"declared {declared or 'nothing'}; reads as no Chinese encoding")
