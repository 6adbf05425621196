"""Two ids of rows as one word that says nothing to whoever reads it: neither which rows, nor how many there are.

A block of AES-256: the same ids under the same key are always the same word. It is not signed; whoever takes it from
outside checks a signature first.
"""

from __future__ import annotations

import base64
import struct
from functools import lru_cache

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB

WORD = "[a-z2-7]{26}"
"""What a word looks like, for regular expressions."""
_IDS = struct.Struct(">QQ")


def seal(first: int, second: int, key: bytes) -> str:
    """The word for two ids (0 to 2⁶³ - 1), in lower case letters and figures; ``key`` has 32 bytes."""
    if not (0 <= first < 1 << 63 and 0 <= second < 1 << 63):
        raise ValueError("Only ids of rows can be sealed.")
    sealed = _cipher(key).encryptor().update(_IDS.pack(first, second))
    return base64.b32encode(sealed).decode("ascii").rstrip("=").lower()


def unseal(word: str, key: bytes) -> tuple[int, int]:
    """The ids that were sealed under this key; nonsense for a word that was not."""
    sealed = base64.b32decode(word.upper() + "=" * (-len(word) % 8))
    first, second = _IDS.unpack(_cipher(key).decryptor().update(sealed))
    return first, second


@lru_cache(maxsize=8)
def _cipher(key: bytes) -> Cipher[ECB]:
    return Cipher(AES(key), ECB())  # a single block: there is nothing to chain
