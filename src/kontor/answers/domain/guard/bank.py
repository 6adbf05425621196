"""An IBAN or the number of a card stands in the answer. The IBAN that the customer wrote may be repeated to them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _
from stdnum import iban, luhn

from kontor.answers.domain.guard.case import Case
from kontor.answers.domain.guard.finding import Remark

_IBAN = re.compile(r"\b[A-Z]{2}[0-9]{2}(?:[ \u00a0\u202f.-]?[A-Z0-9]){11,30}", re.IGNORECASE)
_CARD = re.compile(r"(?<![\w])[3-6](?:[ \u00a0\u202f-]?[0-9]){12,18}(?![\w])")
_CARDS = re.compile(
    r"4\d{12}(?:\d{3}){0,2}|5[1-5]\d{14}|2(?:2[2-9]|[3-6]\d|7[01])\d{13}|3[47]\d{13}|6(?:011|5\d\d)\d{12}"
)
_SEPARATORS = re.compile(r"[ \u00a0\u202f.-]")


def find_bank_number(case: Case) -> Iterator[Remark]:
    by_customer = "" if case.is_outside else _bare(case.said_by_customer).upper()
    rest = case.everything
    for written, number in ibans(case.everything):
        rest = rest.replace(written, " ")
        if number not in by_customer:
            yield Remark(
                _("The answer holds a bank account number (%(number)s).") % {"number": f"{number[:4]} … {number[-2:]}"},
                _("Check that it may go to people outside by mail.")
                if case.is_outside
                else _("Check that it may go to this customer by mail."),
                about=number,
                words=written,
            )
    for written, number in cards(rest):
        yield Remark(
            _("The answer holds what looks like the number of a card (… %(end)s).") % {"end": number[-4:]},
            _("Take it out: card numbers are not sent by mail."),
            about=number,
            words=written,
        )


def ibans(text: str) -> list[tuple[str, str]]:
    """As written and as compared, each once."""
    found: dict[str, str] = {}
    for match in _IBAN.finditer(text):
        for end in range(len(match[0]), 14, -1):
            written = match[0][:end]
            number = _bare(written).upper()
            if written[-1].isalnum() and iban.is_valid(number):
                found.setdefault(number, written)
                break
    return [(written, number) for number, written in found.items()]


def cards(text: str) -> list[tuple[str, str]]:
    """Numbers of the length and the beginning of the common cards, with a right check digit."""
    found = {_bare(match[0]): match[0] for match in _CARD.finditer(text)}
    return [
        (written, number) for number, written in found.items() if _CARDS.fullmatch(number) and luhn.is_valid(number)
    ]


def _bare(text: str) -> str:
    return _SEPARATORS.sub("", text)
