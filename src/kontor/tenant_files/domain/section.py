"""A section of the file: what it reads from the tenant, and the verbs by which it changes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar

from django.db import models
from django.utils.translation import gettext as _

from kontor.kernel.errors import Refused
from kontor.kernel.text import sort_key_german
from kontor.people.models import User
from kontor.tenant_files.domain.records import Record
from kontor.tenants.models import Tenant

Entry = dict[str, Any]
Row = TypeVar("Row", bound=models.Model)
Kept = TypeVar("Kept")


@dataclass
class Work:
    """A file on its way into a tenant. ``secrets`` are the values by what the file calls them."""

    tenant: Tenant
    by: User | None
    secrets: Mapping[tuple[str, str], str] = field(default_factory=dict)
    _found: dict[tuple[Any, ...], dict[Any, models.Model]] = field(default_factory=dict, repr=False)
    _deleted: dict[tuple[Any, ...], set[Any]] = field(default_factory=dict, repr=False)
    _kept: dict[str, Any] = field(default_factory=dict, repr=False)
    _section: str = ""

    def one(self, rows: models.QuerySet[Row], **named: Any) -> Row:
        """The one row with this name, as it is now. Refused when it is not there."""
        row = rows.filter(**named).first()
        if row is None:
            raise Refused(_("“%(name)s” is not there.") % {"name": ", ".join(str(each) for each in named.values())})
        return row

    def known(self, rows: models.QuerySet[Row], **named: Any) -> Row:
        """The same for what is only pointed to: all rows are read at once."""
        [(field, name)] = named.items()
        key = (rows.model, field)
        if key not in self._found:
            self._found[key] = {getattr(row, field): row for row in rows}
        if name not in self._found[key]:
            self._found[key][name] = self.one(rows, **named)
        return self._found[key][name]  # type: ignore[return-value]

    def is_deleted(self, rows: models.QuerySet[Any], field: str, name: str) -> bool:
        """A deleted row has the name; read once for all of them."""
        key = (rows.model, field)
        if key not in self._deleted:
            self._deleted[key] = set(rows.exclude(deleted_at=None).values_list(field, flat=True))
        return name in self._deleted[key]

    def once(self, what: str, read: Callable[[], Kept]) -> Kept:
        """What ``read`` gives, read once for all entries of the section."""
        if what not in self._kept:
            self._kept[what] = read()
        return self._kept[what]  # type: ignore[no-any-return]

    def turn_to(self, section: str) -> None:
        """Rows of the section before have changed: they are looked up again."""
        if section != self._section:
            self._section = section
            self.forget()

    def forget(self) -> None:
        """What was looked up is looked up again."""
        self._found.clear()
        self._deleted.clear()
        self._kept.clear()

    def secret(self, reference: Mapping[str, str] | None) -> str | None:
        """The value of a secret; None where the file names none or nobody gave one: what is stored stays."""
        return self.secrets.get(next(iter(reference.items()))) if reference else None


class Section:
    """``title`` and ``about`` stand as a comment over the section in the file."""

    key: ClassVar[str]
    title: ClassVar[Any]
    about: ClassVar[Any] = ""
    shape: ClassVar[Record]

    def models(self) -> Sequence[str]:
        """The tables whose rows the section holds (``app.model``)."""
        raise NotImplementedError

    def remark(self, new: Entry) -> str:
        """What is left to do by hand for a new entry, or a section that changes as a whole; empty when nothing is."""
        return ""

    def finish(self, work: Work) -> None:
        """What comes when everything of the file is done and something of this section was."""


class Single(Section):
    """A section of fields, which every tenant has."""

    def entry(self, tenant: Tenant) -> Entry:
        raise NotImplementedError

    def change(self, work: Work, old: Entry, new: Entry) -> None:
        raise NotImplementedError


class Rows(Section):
    """A section of entries with names. ``ordered``: their order counts. ``late`` fields name entries of the same
    section: they are set when all of them are there. ``trades``: ``change_all`` lets entries take from each other what
    only one has at a time (``holds``)."""

    identity: ClassVar[str] = "name"
    ordered: ClassVar[bool] = False
    late: ClassVar[Sequence[str]] = ()
    trades: ClassVar[bool] = False

    def entries(self, tenant: Tenant) -> list[Entry]:
        """In the order of the file."""
        raise NotImplementedError

    def create(self, work: Work, new: Entry) -> None:
        raise NotImplementedError

    def create_all(self, work: Work, new: Sequence[Entry]) -> None:
        """The same for many, where a verb can do that in fewer statements."""
        for entry in new:
            self.create(work, entry)

    def change(self, work: Work, old: Entry, new: Entry) -> None:
        raise NotImplementedError

    def change_all(self, work: Work, pairs: Sequence[tuple[Entry, Entry]]) -> None:
        """The same for many, each as it was and as it shall be."""
        for old, new in pairs:
            self.change(work, old, new)

    def remove(self, work: Work, old: Entry) -> None:
        raise NotImplementedError

    def arrange(self, work: Work, names: Sequence[str]) -> None:
        """Put the entries into this order (``ordered`` sections)."""

    def label(self, entries: Sequence[Entry]) -> None:
        """Give entries without a name of their own one to be known by (``identity``)."""

    def mistake(self, entry: Entry) -> str:
        """What is wrong with the entry beyond its fields: a sentence; empty when nothing is. Puts it into its form."""
        return ""

    def match(self, entry: Entry) -> str:
        """Entries with the same are the same one: a name that differs in capitals only is a change."""
        name = str(entry[self.identity])
        return sort_key_german(name) or name

    def holds(self, entry: Entry) -> str:
        """What the entry has that only one has at a time, so that the same is equal; empty when it has nothing."""
        return ""

    def without(self, entry: Entry) -> Entry:
        """The entry when it has given that up to another."""
        return entry

    def also_known(self, tenant: Tenant | None) -> Iterable[str]:
        """Names that may be pointed to and are no entries of the tenant."""
        return ()

    def in_order(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        """The order in which they can be created."""
        return entries

    def settle(self, entries: Sequence[Entry]) -> str:
        """What is wrong with the entries together: a sentence; empty when nothing is. Puts them into their form."""
        return ""

    def secrets_again(self, old: Entry, new: Entry) -> Iterable[str]:
        """The secrets that have to be given again because of what changes."""
        return ()

    def left_of(self, entry: Entry) -> Entry | None:
        """What an entry is that has lost names of what is not there. None: it says nothing any more."""
        return entry

    def lacking(self, entry: Entry) -> str:
        """Why the entry is left out: a sentence that is shown; empty when it is not."""
        return ""


class OneName(Rows):
    """Entries with an internal name, of whose names in words each is one's at a time."""

    identity = "internal_name"
    trades = True

    def match(self, entry: Entry) -> str:
        return str(entry["internal_name"])

    def holds(self, entry: Entry) -> str:
        return sort_key_german(entry["name"])

    def without(self, entry: Entry) -> Entry:
        return entry | {"name": f"{entry['name'][:30]} ({entry['internal_name']})"}


AnySection = Single | Rows
