"""The greeting names somebody who appears nowhere: not among the recipients, not in what the customer wrote.

A greeting without a name is never wrong, and one without a form of address neither (rules of the tenant, also without
gender). What begins a greeting are common words and those of the tenant's own greetings.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from kontor.answers.domain.guard.case import Case
from kontor.answers.domain.guard.finding import Remark
from kontor.customers.enums import Salutation
from kontor.texts.models import Greeting

BEGINNINGS = (
    "sehr geehrter",
    "sehr geehrte",
    "sehr geehrtes",
    "liebe",
    "lieber",
    "liebes",
    "hallo",
    "hi",
    "hey",
    "guten tag",
    "guten morgen",
    "guten abend",
    "moin",
    "servus",
    "grüezi",
    "grüß gott",
    "dear",
    "hello",
    "good morning",
    "good afternoon",
    "good evening",
    "good day",
)
_WORDS = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*", re.UNICODE)
_MR, _MS = {"herr", "herrn", "mr", "mister"}, {"frau", "ms", "mrs", "miss", "fräulein"}
_NO_NAMES = (
    _MR
    | _MS
    | set(
        "dr prof professor professorin doktor dipl ing med mx sir madam damen herren team kundin kunde kunden "
        "familie eheleute zusammen alle all everyone everybody there colleagues kollegen customer und and "
        "kundinnen kolleginnen oder or sehr geehrte geehrter geehrten liebe lieber verehrte verehrter von van der den "
        "de zu zum zur la le di".split()
    )
)


def find_greeting(case: Case) -> Iterator[Remark]:
    line = greeting_line(case.words, case)
    words = _WORDS.findall(line)
    names = [word for word in words if _key(word).rstrip(".") not in _NO_NAMES and word[:1].isupper()]
    if names and not _is_known(names[-1], case):
        yield Remark(
            _("The greeting names “%(name)s”, who appears nowhere in this conversation.") % {"name": " ".join(names)},
            _("Compare the name with the recipient."),
            about=f"{line}|{sorted(address for _field, _name, address in case.recipients)}",
            words=line,
        )
    elif form := _wrong_form(case, {_key(word) for word in words}):
        yield Remark(
            _("The greeting says “%(greeting)s”, but the customer is addressed as “%(form)s”.")
            % {"greeting": line, "form": form},
            _("Compare the greeting with the customer's data."),
            about=f"{line}|{form}",
            words=line,
        )


def greeting_line(text: str, case: Case) -> str:
    """What comes after the words that begin a greeting; "" when the text does not begin with one."""
    first = next((line.strip() for line in text.split("\n") if line.strip()), "")
    lowered = first.casefold()
    for beginning in sorted({*BEGINNINGS, *_of_tenant(case)}, key=len, reverse=True):
        rest = lowered[len(beginning) :]
        if lowered.startswith(beginning) and not rest[:1].isalpha():
            return re.split(r"[,!.;:]\s|[,!;:]|\.$", first[len(beginning) :].strip(), maxsplit=1)[0].strip()
    return ""


def _of_tenant(case: Case) -> list[str]:
    texts = Greeting.objects.filter(tenant_id=case.voice.tenant.pk).values_list("text", flat=True)
    return [start for text in texts if (start := text.partition("${")[0].strip(" ,").casefold())]


def _is_known(name: str, case: Case) -> bool:
    """Among the names of the customer and the recipients, in their addresses, or in what was written to us."""
    key = _key(name)
    sources: Iterable[str] = [
        case.ticket.customer.name if case.ticket.customer else "",
        *(f"{who} {address}" for _field, who, address in case.recipients),
        *(f"{message.from_name} {message.from_address}" for message in case.from_customer),
        *(message.text for message in case.from_customer),
    ]
    parts = [part for part in re.split(r"[-'’.]", key) if len(part) > 1] or [key]
    return any(all(part in folded for part in parts) for folded in map(_key, sources))


def _wrong_form(case: Case, words: set[str]) -> str:
    customer = case.ticket.customer
    if customer is None or customer.salutation not in (Salutation.MS, Salutation.MR):
        return ""
    wrong = _MR if customer.salutation == Salutation.MS else _MS
    right = _MS if customer.salutation == Salutation.MS else _MR
    return str(Salutation(customer.salutation).label) if words & wrong and not words & right else ""


def _key(word: str) -> str:
    """Müller, Mueller and MÜLLER are one name."""
    folded = unicodedata.normalize("NFC", word).casefold()
    for letter, written in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        folded = folded.replace(letter, written)
    return "".join(char for char in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(char))
