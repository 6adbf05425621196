"""Bytes to text when labels lie or are missing. Every guess and every lost character is noted."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

from kontor.intake.parsing.notes import Notes
from kontor.kernel.text import strip_controls

# Labels that promise less than their users write: the superset reads both.
_SUPERSETS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "ksc5601": "cp949",
    "shift_jis": "cp932",
    "big5": "big5hkscs",
}
_MISSPELT = {
    "uft-8": "utf-8",
    "utf-8n": "utf-8",
    "utf8mb4": "utf-8",
    "uft8": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
    "unicode": "utf-8",
    "x-sjis": "shift_jis",
    "x-gbk": "gbk",
    "x-euc-jp": "euc_jp",
    "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman",
    "windows-31j": "cp932",
    "ks_c_5601-1987": "cp949",
    "iso-8859-8-i": "iso8859-8",
    "iso-8859-8-e": "iso8859-8",
    "iso-8859-1-windows-3.1-latin-1": "cp1252",
    "ansi": "cp1252",
    "x-ansi": "cp1252",
    "ansi_x3.110-1983": "ascii",
    "latin": "iso8859-1",
    "latin-9": "iso8859-15",
    "latin9": "iso8859-15",
    "unicode-1-1-utf-8": "utf-8",
    "iso-88591": "iso8859-1",
    "8859-1": "iso8859-1",
    "chinesebig5": "big5",
    "koi8r": "koi8-r",
    "koi8u": "koi8-u",
    "x-mac-cyrillic": "mac_cyrillic",
    "x-mac-ce": "mac_latin2",
    "x-mac-greek": "mac_greek",
    "x-mac-turkish": "mac_turkish",
    "x-unicode-2-0-utf-8": "utf-8",
    "big-5": "big5",
    "x-x-big5": "big5",
    "logical": "iso8859-8",
    "visual": "iso8859-8",
    "iso-8859-1-windows-3.1": "cp1252",
}
# What programs write before the number of a code page, and the year some add to a standard: ISO_8859-15:1998.
_CODE_PAGE = re.compile(r"(?:cp[-_]|win(?:dows)?[-_]?(?:cp)?[-_]?|x-windows-|ibm00)(\d{3,4})")
_YEAR = re.compile(r":\d{4}$")
_MISTYPED = {"uft-8", "uft8", "utf8mb4", "unicode", "latin", "ansi", "x-ansi"}
_NO_LABEL = {"", "x-unknown", "unknown", "unknown-8bit", "x-user-defined", "default", "none", "binary", "8bit"}
_WESTERN = {"ascii", "iso8859-1", "iso8859-15", "cp1252", "mac-roman"}
_WIDE = ("utf-16", "utf-32")
_SELF_EVIDENT = ("utf", "iso2022", "hz")
_FEWEST_LETTERS = 8
_ASCII = bytes(range(0x80))
# Python knows codecs that are no character sets; a mail may not name them.
_TEXT_CODEC = re.compile(
    r"(utf|ascii|iso|latin|cp\d|windows|koi8|mac[_-]|big5|gb|hz|euc|shift_jis|johab|ptcp|kz|tis|hp_roman)"
)
_GUESSABLE = [
    "utf-8", "windows-1252", "windows-1250", "windows-1251", "windows-1253", "windows-1254", "windows-1255",
    "windows-1256", "windows-1257", "koi8-r", "koi8-u", "iso-8859-2", "iso-8859-5", "iso-8859-7", "gb18030",
    "big5hkscs", "cp932", "shift_jis", "euc-jp", "iso-2022-jp", "cp949", "euc-kr", "cp874", "cp1258",
]  # fmt: skip
_WESTERN_LETTERS = "äöüÄÖÜßéèêëàáâçíîïñóôúûÉÈÀÇ€§°²³µ´·«»–—…„“”‘’‚•\xa0".encode("cp1252")
_TELLING_LETTERS = "äöüÄÖÜßéèà€".encode("cp1252")  # the others have as likely meanings in Polish or Czech
_JAPANESE_BYTES = 500_000
_GUESSED_FROM = 20_000


def decode(data: bytes, label: str, notes: Notes, *, where: str = "text") -> str:
    """The text of these bytes; ``label`` is what the mail says about them.

    Order: the label (read as its superset), UTF-8 where a Western label hides it, UTF-8 without a label, a guess.
    Never raises, never gives lone surrogates, NULs or control characters; a lost character is U+FFFD and is noted.
    """
    if data.isascii() and b"\x1b" not in data and b"\0" not in data:
        charset = codec_name(label)
        if not charset or not charset.startswith(("utf-7", *_WIDE, "hz")):
            return strip_controls(data.decode("ascii"))
    return strip_controls(_decode(data, label, notes, where))


@lru_cache(maxsize=256)
def codec_name(label: str) -> str:
    """Python's name of a character set, or "" for what is none or not known."""
    label = label.partition(";")[0].strip().strip("\"'").lower()
    label = _YEAR.sub("", label.removeprefix("charset="))
    if page := _CODE_PAGE.fullmatch(label):
        label = f"cp{page[1]}"
    label = _MISSPELT.get(label, label)
    if label in _NO_LABEL or len(label) > 40 or not label.isascii():
        return ""
    try:
        name = codecs.lookup(label.lstrip("_")).name
    except (LookupError, ValueError):
        return ""
    return name if _TEXT_CODEC.match(name) else ""


def _decode(data: bytes, label: str, notes: Notes, where: str) -> str:
    charset = codec_name(label)
    if label and not charset and label.strip().lower() not in _NO_LABEL:
        notes.charset(f"{where}: unknown character set {label!r}")
    if label.strip().lower() in _MISTYPED:
        notes.charset(f"{where}: labelled {label}, read as {charset}")
    if charset.startswith(_WIDE) and not _looks_wide(data):
        notes.charset(f"{where}: labelled {label}, but it is not")
        charset = ""
    if charset in ("", "ascii") and _ESCAPES.search(data) and (text := _japanese(data)) is not None:
        notes.charset(f"{where}: character set guessed as iso-2022-jp")
        return text
    if charset in _WESTERN or not charset or (not charset.startswith(_SELF_EVIDENT) and _is_surely_utf8(data)):
        text = _as_utf8(data)
        if text is not None:
            if label and charset != "utf-8" and not data.isascii():
                notes.charset(f"{where}: labelled {label}, read as utf-8")
            return text
    if charset == "iso2022_jp" and not _ESCAPES.search(data):
        notes.charset(f"{where}: labelled {label}, read as Shift JIS")
    if charset and charset != "ascii":
        text = _strictly(data, charset)
        if text is not None:
            return text
        notes.charset(f"{where}: labelled {label}, but holds other bytes")
    return _guess(data, "" if charset == "ascii" else charset, notes, where)


def _is_surely_utf8(data: bytes) -> bool:
    """Whether a text under another label is UTF-8: by chance only few letters of other character sets look like it."""
    sample = data[:_GUESSED_FROM]
    if len(sample.translate(None, _ASCII)) < _FEWEST_LETTERS:
        return False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return False
    return True


def _as_utf8(data: bytes) -> str | None:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def _looks_wide(data: bytes) -> bool:
    """Letters of Western languages have a NUL in each; others are not at the same time text in ASCII or UTF-8."""
    return b"\0" in data[:200] or data[:2] in (b"\xff\xfe", b"\xfe\xff") or _as_utf8(data) is None


def _strictly(data: bytes, charset: str) -> str | None:
    if charset == "iso2022_jp":
        return _japanese(data)
    for candidate in dict.fromkeys((_SUPERSETS.get(charset, charset), charset)):
        try:
            return data.decode("utf-8-sig" if candidate == "utf-8" else candidate)
        except (UnicodeError, LookupError, ValueError):
            continue
    return None


def _guess(data: bytes, charset: str, notes: Notes, where: str) -> str:
    """The most likely text. Mostly valid in its own character set stays there, with the losses counted."""
    if (text := _with_surrogates(data)) is not None:
        lost = text.count("\ufffd")
        notes.charset(f"{where}: utf-8 with surrogates" + (f", {lost} characters lost" if lost else ""))
        return text
    for likely in dict.fromkeys((_SUPERSETS.get(charset, charset), "utf-8")):
        text = data.decode(likely, "replace") if likely else ""
        lost = text.count("\ufffd")
        kept = len(text) - len(text.encode("ascii", "ignore")) - lost
        if lost and lost * 4 <= kept:
            notes.charset(f"{where}: read as {likely}, {lost} characters lost")
            return text
    guessed = _detected(data)
    text = data.decode(guessed, "replace")
    lost = text.count("\ufffd")
    notes.charset(f"{where}: character set guessed as {guessed}" + (f", {lost} characters lost" if lost else ""))
    return text


def _with_surrogates(data: bytes) -> str | None:
    """UTF-8 made by programs that think in UTF-16: pairs of surrogates become their character, lone ones are lost."""
    if b"\xed" not in data:
        return None
    try:
        text = data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return None
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _detected(data: bytes) -> str:
    sample = data[:_GUESSED_FROM].replace(b"\r\n", b"\n")
    if _is_western(sample):
        return "cp1252"
    import chardet  # seldom needed, and large

    found = chardet.detect(sample, include_encodings=_GUESSABLE, no_match_encoding="cp1252")
    return codec_name(str(found["encoding"] or "")) or "cp1252"


def _is_western(data: bytes) -> bool:
    """Whether as windows-1252 it would hold some umlauts, accents and quotation marks, and nothing else unusual."""
    high = data.translate(None, bytes(range(0x80)))
    is_usual = len(high) * 4 <= len(data) and not high.translate(None, _WESTERN_LETTERS)
    return is_usual and any(letter in high for letter in _TELLING_LETTERS)


_ESCAPES = re.compile(rb"\x1b(\$\([@BDOPQ]|\$[@B]|\([BJIH]|\.[AF]|N)")


def _japanese(data: bytes) -> str | None:
    """ISO-2022-JP as it is really sent: plain, with vendor characters (read as Windows does), or Shift JIS."""
    if not _ESCAPES.search(data):
        return _strictly(data, "shift_jis") if not data.isascii() else data.decode("ascii")
    for candidate in ("iso2022_jp", "iso2022_jp_ext", "iso2022_jp_2004"):
        try:
            return data.decode(candidate)
        except UnicodeDecodeError:
            continue
    if len(data) > _JAPANESE_BYTES:
        return None
    try:
        return _from_jis(data).decode("cp932")
    except (UnicodeDecodeError, IndexError):
        return None


def _from_jis(data: bytes) -> bytes:
    """JIS rows shifted to where Windows code page 932 keeps them, its vendor rows 13 and 89 to 92 included."""
    out, at, mode = bytearray(), 0, b"(B"
    for escape in [*_ESCAPES.finditer(data), None]:
        piece = data[at : escape.start() if escape else len(data)]
        if mode in (b"$B", b"$@"):
            for first, second in zip(piece[0::2], piece[1::2], strict=False):
                out += _shifted(first, second)
        elif mode == b"(I":
            out += bytes(char | 0x80 for char in piece)
        else:
            out += piece
        if escape:
            at, mode = escape.end(), escape[1]
    return bytes(out)


def _shifted(first: int, second: int) -> bytes:
    if not (0x21 <= first <= 0x7E and 0x21 <= second <= 0x7E):
        return bytes((first, second))
    lead = (first + 1) // 2 + (0x70 if first < 0x5F else 0xB0)
    trail = second + 0x1F + (second >= 0x60) if first % 2 else second + 0x7E
    return bytes((lead, trail))
