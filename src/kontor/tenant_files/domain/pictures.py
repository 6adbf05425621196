"""Pictures of the library in texts: ``picture:12`` in the database is ``picture:Name`` in the file."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from urllib.parse import quote, unquote

from django.utils.translation import gettext as _

from kontor.kernel.errors import Refused
from kontor.tenants.models import Tenant
from kontor.texts.models import LibraryFile

# No tag in a tag: however many are begun and never ended, each is read once.
_NUMBERED = re.compile(r'(<img\b[^<>]*? src=")picture:([0-9]{1,18})(")')
_NAMED = re.compile(r"""(<img\b[^<>]*?\ssrc=["']?)picture:([^"'\s>]+)""")
_MISSING = "0"


def picture_names(tenant: Tenant) -> dict[str, str]:
    """By the number, as text."""
    rows = LibraryFile.objects.living().filter(tenant=tenant).values_list("pk", "name")
    return {str(pk): name for pk, name in rows}


def with_names(html: str, names: Mapping[str, str]) -> str:
    """As it stands in the file. A picture that is not there any more stays ``picture:0``."""
    if "picture:" not in html:
        return html
    return _NUMBERED.sub(lambda found: f"{found[1]}picture:{quote(names.get(found[2], _MISSING))}{found[3]}", html)


def with_numbers(html: str, numbers: Mapping[str, str]) -> str:
    """As it is stored. Refused for a picture that is not in the library."""
    if "picture:" not in html:
        return html

    def numbered(name: str) -> str:
        if name == _MISSING:
            return _MISSING
        if name not in numbers:
            raise Refused(_("There is no picture “%(name)s” in the library.") % {"name": name})
        return numbers[name]

    return _NAMED.sub(lambda found: f"{found[1]}picture:{numbered(unquote(found[2]))}", html)


def cleaned(html: str, clean: Callable[[str], str]) -> str:
    """Cleaned as it will be stored, with the names as they are: cleaning keeps numbers only."""
    if "picture:" not in html:
        return clean(html)
    known = list(dict.fromkeys(unquote(found[2]) for found in _NAMED.finditer(html)))
    numbers = {name: str(number) for number, name in enumerate(known, start=1) if name != _MISSING}
    names = {number: name for name, number in numbers.items()}
    return with_names(clean(with_numbers(html, numbers)), names)
