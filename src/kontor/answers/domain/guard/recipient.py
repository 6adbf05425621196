"""Somebody gets the answer who took no part in the conversation so far."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kontor.answers.domain.guard.case import Case
from kontor.answers.domain.guard.finding import Remark
from kontor.kernel.text import normalize_email

MOST_NAMED = 10


def find_recipient(case: Case) -> Iterator[Remark]:
    strangers = {
        normalize_email(address): (field, address)
        for field, _name, address in case.recipients
        if normalize_email(address) not in case.known_addresses
    }
    if not strangers:
        return
    addresses = ", ".join([address for _field, address in strangers.values()][:MOST_NAMED])
    more = len(strangers) - MOST_NAMED
    if more > 0:
        addresses = _("%(names)s and %(count)s more") % {"names": addresses, "count": more}
    field, first = next(iter(strangers.values()))
    sentence = ngettext(
        "%(addresses)s took no part in this conversation so far.",
        "%(addresses)s took no part in this conversation so far.",
        len(strangers),
    )
    yield Remark(
        sentence % {"addresses": addresses},
        _("Check that they may read it, quotes and files included."),
        about=",".join(sorted(strangers)),
        place=field,
        words=first,
    )
