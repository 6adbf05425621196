"""RTF as Outlook sends it: compressed ([MS-OXRTFCP]), often with the HTML it was made from inside ([MS-OXRTFEX])."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, replace

from kontor.intake.parsing import charsets
from kontor.intake.parsing.notes import Notes
from kontor.kernel.text import strip_controls

_MOST_BYTES = 500_000
_PRESET = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor "
    rb"MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0" + b"\r\n" + rb"\par "
    rb"\pard\plain\f0\fs20\b\i\u\tab\tx"
)
_WINDOW = 4096


def decompressed(data: bytes) -> bytes:
    """The RTF text of a compressed block, up to the limit; b"" for what is none."""
    if len(data) < 16:
        return b""
    _, raw_size, mark = struct.unpack_from("<III", data)
    if mark == 0x414C454D:  # "MELA": not compressed
        return data[16 : 16 + min(raw_size, _MOST_BYTES)]
    if mark != 0x75465A4C:  # "LZFu"
        return b""
    return _expanded(data[16:], min(raw_size, _MOST_BYTES))


def _expanded(data: bytes, size: int) -> bytes:
    window = bytearray(_PRESET.ljust(_WINDOW, b"\0"))
    to, out, at = len(_PRESET), bytearray(), 0
    while at < len(data) and len(out) < size:
        control = data[at]
        at += 1
        for bit in range(8):
            if at >= len(data):
                break
            if control >> bit & 1:
                token = int.from_bytes(data[at : at + 2], "big")
                at += 2
                start, count = token >> 4, (token & 15) + 2
                if start == to % _WINDOW:
                    return bytes(out[:size])
                run = bytearray()
                for step in range(count):
                    char = window[(start + step) % _WINDOW]
                    window[to % _WINDOW] = char
                    to += 1
                    run.append(char)
                out += run
            else:
                window[to % _WINDOW] = data[at]
                out.append(data[at])
                to += 1
                at += 1
    return bytes(out[:size])


# -- reading ----------------------------------------------------------------------------------

_TOKEN = re.compile(
    rb"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\(.)|([{}])|([^\\{}\r\n]+)|[\r\n]+", re.DOTALL
)
_NOT_SHOWN = {
    b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"object", b"header", b"footer", b"listtable", b"rsidtbl",
    b"listoverridetable", b"themedata", b"datastore", b"latentstyles", b"xmlnstbl", b"fldinst",
}  # fmt: skip
_SHOWN_AS = {
    b"par": "\n", b"line": "\n", b"row": "\n", b"tab": "\t", b"cell": "\t", b"lquote": "‘", b"rquote": "’",
    b"ldblquote": "“", b"rdblquote": "”", b"bullet": "•", b"endash": "–", b"emdash": "—",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _State:
    """What holds within a group."""

    hidden: bool = False
    tag: bool = False  # a piece of the HTML this was made from
    only_rtf: bool = False  # shown by RTF readers only
    fallback: int = 1  # characters to skip after a \u


def read_rtf(rtf: bytes, notes: Notes) -> tuple[str, str]:
    """Text and HTML of the document: the HTML where it was made from some, else the text; the other is ""."""
    reader = _RtfReader(notes, is_html=b"\\fromhtml" in rtf[:2_000])
    for token in _TOKEN.finditer(rtf):
        reader.token(token)
    text = strip_controls(reader.text())
    return ("", text) if reader.is_html else (text.strip("\n"), "")


class _RtfReader:
    def __init__(self, notes: Notes, *, is_html: bool) -> None:
        self.notes = notes
        self.is_html = is_html
        self.charset = "cp1252"
        self.states = [_State()]
        self.out: list[str] = []
        self.bytes = bytearray()
        self.skip = 0
        self.starred = False

    def token(self, token: re.Match[bytes]) -> None:
        word, number, code, sign, brace, letters = token.groups()
        if brace:
            self._brace(brace)
        elif word:
            self._word(word, int(number) if number else None)
        elif code:
            self._letters(bytes((int(code, 16),)), one=True)
        elif sign:
            self._sign(sign)
        elif letters:
            self._letters(letters)

    def text(self) -> str:
        self._flush()
        return "".join(self.out)

    def _brace(self, brace: bytes) -> None:
        self._flush()
        self.skip, self.starred = 0, False
        if brace == b"{" and len(self.states) < 1_000:
            self.states.append(self.states[-1])
        elif brace == b"}" and len(self.states) > 1:
            self.states.pop()

    def _sign(self, sign: bytes) -> None:
        if sign == b"*":
            self.starred = True
        elif sign in b"\\{}":
            self._letters(sign)
        elif sign == b"~":
            self._shown("\xa0")
        elif sign == b"_":
            self._shown("-")

    def _word(self, word: bytes, number: int | None) -> None:
        state = self.states[-1]
        if word == b"htmltag":
            self._set(replace(state, tag=True, hidden=not self.is_html))
        elif word == b"htmlrtf":
            self._set(replace(state, only_rtf=number != 0))
        elif self.starred or word in _NOT_SHOWN:
            self._set(replace(state, hidden=True))
        elif word == b"ansicpg" and number:
            self.charset = f"cp{number}"
        elif word == b"uc":
            self._set(replace(state, fallback=max(0, min(number or 0, 10))))
        elif word == b"u" and number is not None:
            self._shown(chr(number % 0x10000))
            self.skip = state.fallback
        elif word in _SHOWN_AS:
            self._shown(_SHOWN_AS[word])
        self.starred = False

    def _set(self, state: _State) -> None:
        self._flush()
        self.states[-1] = state

    def _letters(self, letters: bytes, *, one: bool = False) -> None:
        if self.skip:
            cut = 1 if one else min(self.skip, len(letters))
            self.skip -= cut
            letters = letters[cut:]
        if not self._is_hidden():
            self.bytes += letters

    def _shown(self, text: str) -> None:
        self._flush()
        if not self._is_hidden():
            self.out.append(text)

    def _is_hidden(self) -> bool:
        state = self.states[-1]
        return state.hidden or (self.is_html and state.only_rtf and not state.tag)

    def _flush(self) -> None:
        if self.bytes:
            self.out.append(charsets.decode(bytes(self.bytes), self.charset, self.notes, where="rtf"))
            self.bytes.clear()
