"""Settings of answering."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.answers.enums import GuardGrade
from kontor.preferences.types import CATEGORY, SYSTEM, TENANT, USER, Preference

COPY_INCOMING_CC = Preference(
    "answers.copy_incoming_cc",
    bool,
    default=False,
    levels=frozenset({SYSTEM, TENANT, CATEGORY}),
    label=_("Take over incoming CC addresses into the suggested reply"),
    help=_("The people the customer copied in are copied in the answer, without our own addresses."),
)
QUOTE_ORIGINAL = Preference(
    "answers.quote_original",
    bool,
    default=True,
    levels=frozenset({SYSTEM, TENANT, CATEGORY}),
    label=_("Quote the customer's message below the answer"),
    help=_("It stands folded under the editor."),
)
CHANGE_TEMPLATE = Preference(
    "answers.change_template",
    bool,
    default=True,
    levels=frozenset({SYSTEM, TENANT}),
    label=_("Let agents choose another template"),
    help=_("The editor offers the other templates of the category. If not, the one that is suggested is used."),
)
FOLLOW_CATEGORY = Preference(
    "answers.follow_category",
    bool,
    default=True,
    levels=frozenset({SYSTEM}),
    label=_("Change the template by itself when a ticket gets another category"),
    help=_("Only while nobody has written anything into the answer. Otherwise the other template is offered."),
)
LAST_CATEGORY = Preference(
    "answers.last_category",
    int,
    default=0,
    levels=frozenset({USER}),
    label=_("Category of the last new process"),
    register=False,
)
"""Remembered, not set: no form shows it."""
CHOOSE_SENDER = Preference(
    "answers.choose_sender",
    bool,
    default=True,
    levels=frozenset({SYSTEM, TENANT}),
    label=_("Let agents choose the sender of an answer"),
    help=_(
        "Where a tenant can write from several accounts, its own and general ones, the editor offers them. If not, the "
        "account that is suggested is used."
    ),
)
MOST_ATTACHED = Preference(
    "answers.most_attached",
    int,
    default=25,
    levels=frozenset({SYSTEM, TENANT}),
    label=_("Files of one answer, together, in MB"),
    help=_("Many mail servers refuse more than 25 MB; on the way a file becomes a third larger."),
    minimum=1,
    maximum=500,
)
UNDO_SECONDS = Preference(
    "answers.undo_seconds",
    int,
    default=10,
    levels=frozenset({SYSTEM, TENANT}),
    label=_("Seconds for which an answer can be taken back"),
    help=_("It waits that long before it leaves. With 0 it leaves at once."),
    minimum=0,
    maximum=60,
)
ACKNOWLEDGE = Preference(
    "answers.acknowledge",
    bool,
    default=False,
    levels=frozenset({SYSTEM, TENANT, CATEGORY}),
    label=_("Acknowledge new tickets by mail"),
    help=_(
        "Who writes is told that the mail has arrived, in its language as far as there is a text. Machines, lists and "
        "doubtful senders get no answer."
    ),
)
ACKNOWLEDGE_FOLLOW_UPS = Preference(
    "answers.acknowledge_follow_ups",
    bool,
    default=False,
    levels=frozenset({SYSTEM, TENANT, CATEGORY}),
    label=_("Acknowledge further mails of a ticket too"),
    help=_("Only where new tickets are acknowledged. Each ticket waits longer from one acknowledgement to the next."),
)
SHOW_CLEARANCE = Preference(
    "answers.show_clearance",
    bool,
    default=True,
    levels=frozenset({SYSTEM, TENANT, CATEGORY}),
    label=_("Tell agents before sending that an answer will wait for release"),
    help=_("The editor says so in its foot. That an answer waits is always seen after sending."),
)
SHOW_SAMPLING = Preference(
    "answers.show_sampling",
    bool,
    default=False,
    levels=frozenset({SYSTEM, TENANT, CATEGORY}),
    label=_("Let agents see that their answers are sampled"),
    help=_(
        "The editor says so in its foot, and agents see score and comment of their samples under “My reviewed answers”."
    ),
)
AUTOMATIC_PAUSE = Preference(
    "answers.automatic_pause",
    int,
    default=60,
    levels=frozenset({SYSTEM, TENANT}),
    label=_("Pause after an automatic mail to an address, in minutes"),
    help=_(
        "The second pause in a row is 6 times as long, the third 24 times, every further one 168 times. An address "
        "that was quiet for that long begins anew."
    ),
    minimum=1,
    maximum=1440,
)
AUTOMATIC_PER_HOUR = Preference(
    "answers.automatic_per_hour",
    int,
    default=300,
    levels=frozenset({SYSTEM, TENANT}),
    label=_("Most automatic mails in an hour"),
    help=_("In a day six times as many. What is more is not sent; the tickets say so."),
    minimum=0,
    maximum=100_000,
)
STRANGERS_PER_HOUR = Preference(
    "answers.strangers_per_hour",
    int,
    default=60,
    levels=frozenset({SYSTEM, TENANT}),
    label=_("Most automatic mails in an hour to addresses never seen before"),
    help=_("Senders of a storm are mostly forged. In a day six times as many."),
    minimum=0,
    maximum=100_000,
)


def _guard(name: str, grade: GuardGrade, label: object, help_text: object = "") -> Preference[str]:
    return Preference(
        f"answers.guard_{name}",
        str,
        default=str(grade),
        levels=frozenset({SYSTEM, TENANT}),
        label=label,
        help=help_text,
        choices={str(choice): choice.label for choice in GuardGrade},
    )


GUARD_RECIPIENT = _guard(
    "recipient",
    GuardGrade.CONFIRM,
    _("Before sending: a recipient who took no part in the conversation"),
)
GUARD_GREETING = _guard(
    "greeting",
    GuardGrade.CONFIRM,
    _("Before sending: the greeting names somebody else"),
    _("A greeting without a name, or without Mr and Ms, is never wrong."),
)
GUARD_LANGUAGE = _guard("language", GuardGrade.CONFIRM, _("Before sending: another language than the customer's"))
GUARD_OTHER_TENANT = _guard(
    "other_tenant",
    GuardGrade.CONFIRM,
    _("Before sending: the name of another tenant"),
    _("Of those for whom the writer works at the moment. What the customer has named may be named to them."),
)
GUARD_ATTACHMENT = _guard("attachment", GuardGrade.CONFIRM, _("Before sending: an attachment is promised and missing"))
GUARD_OTHER_CUSTOMER = _guard(
    "other_customer", GuardGrade.CONFIRM, _("Before sending: a file that came from another customer")
)
GUARD_BANK = _guard("bank", GuardGrade.CONFIRM, _("Before sending: the number of a bank account or of a card"))
GUARD_POSTAL_DOUBT = _guard(
    "postal_doubt", GuardGrade.CONFIRM, _("Before sending: an address that letters may not reach")
)
GUARD_GLYPHS = _guard("glyphs", GuardGrade.CONFIRM, _("Before sending: characters that a letter shows as a box"))
GUARD_PICTURES = _guard("pictures", GuardGrade.CONFIRM, _("Before sending: pictures that a letter leaves out"))
GUARD_NOTE = _guard("note", GuardGrade.STOP, _("Before sending: words of an internal note"))
