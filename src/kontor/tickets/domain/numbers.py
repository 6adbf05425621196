"""Ticket numbers: ten digits, nine from a keyed permutation of a sequence and a check digit (ISO 7064 MOD 11,10).

A number says nothing about how many tickets there are, and a slip of one digit is found. The permutation is a Feistel
network over 30 bits; results outside nine digits are walked on until they fall inside (Black and Rogaway, 2002).
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache

from django.conf import settings
from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_11_10

HOW_MANY = 900_000_000  # 100,000,000 to 999,999,999: no number begins with 0
_FIRST = 100_000_000
_HALF = 15
_MASK = (1 << _HALF) - 1
_ROUNDS = 6

_BLANKS = re.compile(r"[\s\u00a0\u2000-\u200b\u202f\u2060]+")
_BLANK = r"[ \t\u00a0\u2009\u202f]"
_IN_TEXT = re.compile(
    rf"(?<![0-9])(?<![0-9][.,/+-])(?:[1-9][0-9]{{9}}|[1-9][0-9]{{3}}{_BLANK}[0-9]{{3}}{_BLANK}[0-9]{{3}})(?![0-9]|[.,/][0-9])"
)


def number_for(sequence_value: int, *, key: bytes | None = None) -> int:
    """The ticket number of this value of the sequence (0 to 899,999,999); different values, different numbers."""
    if not 0 <= sequence_value < HOW_MANY:
        raise ValueError("The sequence of ticket numbers is used up.")
    key = key or _key()
    mixed = _mixed(sequence_value, key)
    while mixed >= HOW_MANY:
        mixed = _mixed(mixed, key)
    digits = str(_FIRST + mixed)
    return int(digits + str(mod_11_10.calc_check_digit(digits)))


def format_number(number: int) -> str:
    """As people see it: ``2647 109 358``, with blanks that do not break."""
    digits = f"{number:010d}"
    return f"{digits[:4]}\u00a0{digits[4:7]}\u00a0{digits[7:]}"


def parse_number(text: str) -> int | None:
    """The number somebody typed, with blanks anywhere and a ``#`` before it; None when it cannot be one."""
    digits = _BLANKS.sub("", text).removeprefix("#")
    if len(digits) != 10 or not digits.isascii() or not digits.isdigit() or digits.startswith("0"):
        return None
    return int(digits) if _is_valid(digits) else None


def find_numbers(text: str) -> list[int]:
    """All numbers in a subject that could be a ticket's (``[#2647 109 358]``), each once, in order."""
    found = (parse_number(match[0]) for match in _IN_TEXT.finditer(text[:2_000]))
    return list(dict.fromkeys(number for number in found if number is not None))


def _is_valid(digits: str) -> bool:
    try:
        mod_11_10.validate(digits)
    except ValidationError:
        return False
    return True


def _mixed(value: int, key: bytes) -> int:
    left, right = value >> _HALF, value & _MASK
    for number in range(_ROUNDS):
        left, right = right, left ^ _round(right, number, key)
    return left << _HALF | right


def _round(half: int, number: int, key: bytes) -> int:
    data = half.to_bytes(2, "big") + bytes((number,))
    return int.from_bytes(hashlib.blake2b(data, digest_size=2, key=key).digest(), "big") & _MASK


@lru_cache(maxsize=1)
def _derived(secret: str) -> bytes:
    return hashlib.sha256(b"kontor.tickets.numbers" + secret.encode()).digest()


def _key() -> bytes:
    """The installation's key for numbers. It must never change: numbers given before would be given again."""
    own = getattr(settings, "TICKET_NUMBER_KEY", "") or settings.SECRET_KEY
    return _derived(own)
