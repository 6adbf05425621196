"""How figures and names read. Pure: values in, words out."""

from __future__ import annotations

from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html


def ticket_number(number: object) -> str:
    """Ten digits in the groups people read aloud: 2647 109 358. Anything else stays as it is."""
    digits = str(number)
    if len(digits) != 10 or not digits.isdecimal():
        return digits
    return f"{digits[:4]} {digits[4:7]} {digits[7:]}"


def file_size(size: object) -> str:
    return filesizeformat(str(size) if size is not None else "0")


def initials(name: object) -> str:
    """The first letters of the first and the last word: Anna Lorenz, AL."""
    words = [word for word in str(name).replace(",", " ").split() if word[0].isalnum()]
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def address(address: object) -> str:
    """A mail address that a narrow column ends a line of behind its @, not within a word."""
    local, at, domain = str(address).rpartition("@")
    return format_html("{}@<wbr>{}", local, domain) if at else domain
