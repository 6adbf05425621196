"""The mail within a signed S/MIME file (CMS SignedData, RFC 5652 5), as Outlook sends it unless told otherwise.

Only unwrapped: whether the signature is right is not asked. Encrypted mail stays as it is.
"""

from __future__ import annotations

_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
_DATA = bytes.fromhex("2a864886f70d010701")
_OBJECT_ID, _OCTETS, _OCTETS_IN_PIECES = 0x06, 0x04, 0x24
_DEEPEST = 12
_MOST_PIECES = 50_000


def signed_content(data: bytes) -> bytes | None:
    """The mail that was signed; None when this is no signed data, holds no content, or is damaged."""
    try:
        outer = _Reader(data).enter()
        if outer.value(_OBJECT_ID) != _SIGNED_DATA:
            return None
        signed = outer.enter().enter()
        signed.skip()  # version
        signed.skip()  # digest algorithms
        inner = signed.enter()
        if inner.value(_OBJECT_ID) != _DATA:
            return None
        pieces: list[bytes] = []
        inner.enter().octets(pieces, 0)
        return b"".join(pieces) or None
    except (IndexError, ValueError):
        return None


class _Reader:
    """Elements of BER (X.690) one after the other, with lengths given or left open."""

    def __init__(self, data: bytes, at: int = 0, end: int | None = None) -> None:
        self.data = data
        self.at = at
        self.end = len(data) if end is None else end

    def _head(self) -> tuple[int, int, int | None]:
        """Tag, where the content begins, and where it ends (None: at an end mark). Longer tags do not occur here."""
        if self.at >= self.end:
            raise ValueError("nothing more")
        tag, first = self.data[self.at], self.data[self.at + 1]
        start = self.at + 2
        if first == 0x80:
            return tag, start, None
        length = first
        if first > 0x80:
            if first > 0x84:
                raise ValueError("a length nobody has")
            length = int.from_bytes(self.data[start : start + first - 0x80], "big")
            start += first - 0x80
        if start + length > self.end:
            raise ValueError("longer than what is there")
        return tag, start, start + length

    def enter(self) -> _Reader:
        """The inside of the next element. Of one with an open end the reader knows no end but its own."""
        _, start, end = self._head()
        inside = _Reader(self.data, start, self.end if end is None else end)
        if end is not None:
            self.at = end
        return inside

    def value(self, tag: int) -> bytes:
        found, start, end = self._head()
        if found != tag or end is None:
            raise ValueError("something else")
        self.at = end
        return self.data[start:end]

    def skip(self, depth: int = 0) -> None:
        _, start, end = self._head()
        if end is not None:
            self.at = end
            return
        if depth > _DEEPEST:
            raise ValueError("too deep")
        self.at = start
        while not self._at_end_mark():
            self.skip(depth + 1)
        self.at += 2

    def _at_end_mark(self) -> bool:
        return self.data[self.at : self.at + 2] == b"\0\0"

    def octets(self, pieces: list[bytes], depth: int) -> None:
        """The next string of bytes, which may come in pieces."""
        tag, start, end = self._head()
        if tag == _OCTETS and end is not None:
            pieces.append(self.data[start:end])
            self.at = end
            return
        if tag != _OCTETS_IN_PIECES or depth > _DEEPEST or len(pieces) > _MOST_PIECES:
            raise ValueError("something else")
        inside = _Reader(self.data, start, self.end if end is None else end)
        while inside.at < inside.end and not inside._at_end_mark():
            inside.octets(pieces, depth + 1)
        self.at = end if end is not None else inside.at + 2
