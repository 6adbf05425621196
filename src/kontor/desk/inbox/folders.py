"""The folders of the desk: one's own, and the queue with its categories."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kontor.answers.domain.queries import DeskCounts, desk_counts
from kontor.answers.rules import RELEASE
from kontor.org.domain.tenant_choice import ChosenTenant
from kontor.org.middleware import DeskRequest
from kontor.tickets.domain.empty_folders import hides_empty
from kontor.tickets.domain.favorites import favorites_of
from kontor.tickets.domain.listing import queue_counts

SPAM, RESUBMITTED, PASSED_ON, LENT = "spam", "resubmitted", "passed-on", "lent"
WAITING, SENT = "waiting", "sent"
INQUIRIES, FORWARDS = "inquiries", "forwards"
FOUND = "found:"
"""What the key of a folder begins with that shows what was looked for; the words follow."""
LONGEST_WORDS = 80
LONGEST_KEY = len(FOUND) + LONGEST_WORDS
CAP = 100
"""Figures of the queue are counted up to this; beyond it the folder says 99+."""


@dataclass(frozen=True)
class Folder:
    """A line of the folder list. ``categories`` are what a folder of the queue shows."""

    key: str
    name: str
    icon: str = ""
    count: int = 0
    under: bool = False
    categories: frozenset[int] = field(default_factory=frozenset)
    title: str = ""
    address: str = ""
    """Where a line leads that is no list of tickets."""
    tenant: ChosenTenant | None = None
    """Whose folder it is, where the folders of several tenants stand side by side."""
    due: int = 0
    """So many of its tickets are due now."""
    hotkey: str = ""
    favorite: bool = False
    """Of a category: one of those that the person wants to see first."""

    @property
    def url(self) -> str:
        """Of its list."""
        return f"{reverse('desk:inbox:list')}?{urlencode({'folder': self.key})}"

    @property
    def figure(self) -> str:
        if self.key in (SPAM, SENT) or self.is_search:
            return ""
        if self.address:
            return str(self.count) if self.count else ""
        return f"{CAP - 1}+" if self.is_queue and self.count >= CAP else str(self.count)

    @property
    def is_queue(self) -> bool:
        return self.key == "queue" or self.key.startswith("category-")

    @property
    def category_id(self) -> int | None:
        """Of the folder of a category."""
        return next(iter(self.categories)) if self.under else None

    @property
    def is_search(self) -> bool:
        return self.key.startswith(FOUND)

    @property
    def words(self) -> str:
        """What was looked for."""
        return self.key.removeprefix(FOUND) if self.is_search else ""


@dataclass(frozen=True)
class FolderGroup:
    """Folders under a heading. ``drawn`` keeps their lines, which a page shows in two places."""

    name: str
    folders: list[Folder]
    drawn: list[SafeString] = field(default_factory=list, compare=False)
    empty: int = 0
    """So many folders of categories are empty; with ``hides_empty`` so many are left out."""
    hides_empty: bool = False


def folder_groups(request: DeskRequest, *, figures: bool = True, shown: str = "") -> list[FolderGroup]:
    """The folders, with their figures in three statements at most, or without them at no further cost. The one that is
    ``shown``, by default that of the address, is among them while it is empty, too."""
    shown = shown or request.GET.get("folder", "")
    own = desk_counts(request.access) if figures else DeskCounts(0, 0, 0, 0)
    readable = request.access.category_ids("tickets.read")
    mine = [
        Folder("mine", _("Inbox"), "inbox", own.mine),
        Folder(
            RESUBMITTED, _("Resubmissions"), "resubmit", own.resubmitted, categories=readable, due=own.due, hotkey="g s"
        ),
        Folder(PASSED_ON, _("With colleagues"), "forward", own.passed_on, categories=readable, hotkey="g p"),
        Folder(
            INQUIRIES,
            _("2nd-level inquiries"),
            "inquiry",
            own.inquiries,
            categories=readable,
            due=own.inquiries_overdue,
            hotkey="g r",
        ),
        Folder(
            FORWARDS,
            _("2nd-level forwards"),
            "forward",
            own.forwards,
            categories=readable,
            due=own.forwards_overdue,
            hotkey="g w",
        ),
        Folder("drafts", _("Drafts"), "draft", own.drafts, hotkey="g d"),
        Folder("failed", _("Delivery failures"), "mail-failed", own.failed, hotkey="g z"),
        Folder(SENT, pgettext("folder", "Sent"), "sent", categories=readable, hotkey="g o"),
    ]
    if own.waiting or shown == WAITING:
        mine.insert(2, Folder(WAITING, _("Waiting for release"), "check", own.waiting))
    return [
        FolderGroup(_("My tickets"), mine),
        _all_tickets(request, own, shown, figures=figures),
        FolderGroup(_("More"), _further(request, own)),
    ]


def new_notices(groups: list[FolderGroup]) -> int:
    """How many notices are new, as the folder list has counted them."""
    return next((one.count for group in groups for one in group.folders if one.key == "notices"), 0)


def find_folder(groups: list[FolderGroup], key: str) -> Folder:
    """The folder with this key. 404 when the person has none of that name."""
    for group in groups:
        for folder in group.folders:
            if folder.key == key and not folder.address:
                return folder
    raise Http404


def _all_tickets(request: DeskRequest, own: DeskCounts, shown: str, *, figures: bool) -> FolderGroup:
    """Who wants it so sees no empty folder of a category but their favorites and the one that is open; until they are
    counted, none."""
    queue, hides = _queue(request, figures=figures), hides_empty(request.user)
    idle = [folder for folder in queue if folder.under and not folder.count and not folder.favorite]
    empty = {folder.key for folder in idle if folder.key != shown}
    left = [folder for folder in queue if not hides or folder.key not in empty]
    folders = [*_found(shown), *left, *_lent(request, own, shown), _spam(request)]
    return FolderGroup(_("All tickets"), folders, empty=len(empty) if figures else 0, hides_empty=hides)


def _found(shown: str) -> list[Folder]:
    """Only while it is shown."""
    if not shown.startswith(FOUND):
        return []
    return [Folder(shown[:LONGEST_KEY].replace("\x00", ""), _("Found"), "search", title=shown.removeprefix(FOUND))]


def _queue(request: DeskRequest, *, figures: bool) -> list[Folder]:
    categories = request.access.categories("tickets.read")
    counts = queue_counts([category.id for category in categories], cap=CAP) if categories and figures else {}
    several = len(request.access.tenants) > 1
    tenants = {tenant.id: tenant for tenant in request.tenants}
    places = {tenant_id: place for place, tenant_id in enumerate(tenants)}
    favorites = favorites_of(request.user)
    categories.sort(key=lambda category: (category.id not in favorites, places.get(category.tenant_id, len(places))))
    everything = frozenset(category.id for category in categories)
    total = Folder("queue", _("Global"), "globe", min(CAP, sum(counts.values())), categories=everything, hotkey="g q")
    return [
        total,
        *(
            Folder(
                f"category-{category.id}",
                category.name,
                count=counts.get(category.id, 0),
                under=True,
                categories=frozenset({category.id}),
                title=f"{category.main} › {category.name}" if category.main else category.name,
                tenant=tenants[category.tenant_id] if several else None,
                favorite=category.id in favorites,
            )
            for category in categories
        ),
    ]


def _lent(request: DeskRequest, own: DeskCounts, shown: str) -> list[Folder]:
    """Only while something is lent."""
    if not own.lent and shown != LENT:
        return []
    categories = request.access.category_ids("tickets.read")
    return [Folder(LENT, _("Lent to other tenants"), "swap", own.lent, categories=categories)]


def _spam(request: DeskRequest) -> Folder:
    """Without a figure: spam waits for nobody."""
    everything = frozenset(category.id for category in request.access.categories("tickets.read"))
    return Folder(SPAM, _("Spam"), "failed", categories=everything)


def _further(request: DeskRequest, own: DeskCounts) -> list[Folder]:
    lines = [
        Folder("notices", _("Notices"), "bell", own.notices, address=reverse("desk:notices:list")),
        Folder("figures", _("My figures"), "report", address=reverse("desk:figures:show")),
    ]
    if request.access.may_anywhere(RELEASE):
        name = pgettext("clearance", "Release")
        lines.insert(0, Folder("clearance", name, "check", own.to_release, address=reverse("desk:clearance:list")))
    if request.access.may_anywhere("tickets.take"):
        lines.insert(0, Folder("upcoming", _("Next in line"), "list", address=reverse("desk:upcoming:list")))
    if request.access.may_anywhere("contacts.read"):
        lines.insert(0, Folder("contacts", _("Contacts"), "person", address=reverse("desk:contacts:list")))
    return lines
