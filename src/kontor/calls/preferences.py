"""The settings of calls: the switch of the installation, and how a tenant's calls become phone tickets."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.calls.enums import Creation, Moment
from kontor.preferences.types import SYSTEM, TENANT, Preference
from kontor.tickets.preferences import PHONE_CLOSING_CODE

INTEGRATION = Preference(
    "calls.integration",
    bool,
    default=False,
    levels=frozenset({SYSTEM}),
    label=_("Call integration"),
    help=_("Telephone systems are connected, calls are shown on the desk, and tenants have the tabs for calls."),
)
EVENT_WINDOW = Preference(
    "calls.event_window_minutes",
    int,
    default=5,
    levels=frozenset({SYSTEM}),
    label=_("Posted events count for this many minutes"),
    help=_("Older ones, and those from the future, are refused: nobody can send an old event again."),
    minimum=1,
    maximum=60,
)
TICKET_IN = Preference(
    "calls.ticket_in",
    str,
    default=Creation.ASK.value,
    levels=frozenset({TENANT}),
    label=_("Phone ticket for incoming calls"),
    choices=dict(Creation.choices),
)
TICKET_OUT = Preference(
    "calls.ticket_out",
    str,
    default=Creation.ASK.value,
    levels=frozenset({TENANT}),
    label=_("Phone ticket for outgoing calls"),
    help=_("A call from a ticket belongs to that ticket and never makes another."),
    choices=dict(Creation.choices),
)
TICKET_MISSED = Preference(
    "calls.ticket_missed",
    str,
    default=Creation.ALWAYS.value,
    levels=frozenset({TENANT}),
    label=_("Phone ticket for missed calls"),
    help=_("“Ask the agent” asks those whose phones rang."),
    choices=dict(Creation.choices),
)
MOMENT_IN = Preference(
    "calls.moment_in",
    str,
    default=Moment.ANSWER.value,
    levels=frozenset({TENANT}),
    label=_("Moment with incoming calls"),
    choices=dict(Moment.choices),
)
MOMENT_OUT = Preference(
    "calls.moment_out",
    str,
    default=Moment.ANSWER.value,
    levels=frozenset({TENANT}),
    label=_("Moment with outgoing calls"),
    choices=dict(Moment.choices),
)
CATEGORY = Preference(
    "calls.category",
    int,
    default=0,
    levels=frozenset({TENANT}),
    label=_("Default category"),
    help=_("For calls to numbers without a category of their own. Only those allowed for phone tickets count."),
    refers_to="org.category",
    nothing=_("none: the agent chooses"),
)
SUBJECT = Preference(
    "calls.subject",
    str,
    default="",
    levels=frozenset({TENANT}),
    label=_("Subject of phone tickets"),
    help=_("With {name}, {number}, {direction}, {date}, {time}. Empty: “Call from” or “Call to” with name or number."),
)
ATTACH = Preference(
    "calls.attach_to_open",
    bool,
    default=True,
    levels=frozenset({TENANT}),
    label=_("Look for the caller's open tickets first"),
    help=_("With one open ticket the call is attached to it and makes no new one. With several the agent chooses."),
)
CLOSING_CODE = PHONE_CLOSING_CODE
CLOSE_AFTER_WRAP_UP = Preference(
    "calls.close_after_wrap_up",
    bool,
    default=False,
    levels=frozenset({TENANT}),
    label=_("Close phone tickets by themselves after the wrap-up"),
    help=_("Only those that the call has made, and that need no closing code."),
)
WRAP_UP_SECONDS = Preference(
    "calls.wrap_up_seconds",
    int,
    default=60,
    levels=frozenset({SYSTEM, TENANT}),
    label=_("Wrap-up after a call, in seconds"),
    help=_("With 0 the agent is ready again at once."),
    minimum=0,
    maximum=3600,
)
CONSENT_NOTE = Preference(
    "calls.consent_note",
    str,
    default="",
    levels=frozenset({TENANT}),
    label=_("Note on consent"),
    help=_("Shown to the agent during a call, for instance what must be said before a conversation is recorded."),
)
CALL_BACK = Preference(
    "calls.call_back",
    bool,
    default=True,
    levels=frozenset({TENANT}),
    label=_("A missed call is to be called back"),
    help=_("Its ticket is a call back with a target of its own, named by the service level."),
)
CALL_BACK_AFTER = Preference(
    "calls.call_back_after",
    int,
    default=0,
    levels=frozenset({TENANT}),
    label=_("Call back at the earliest after this many minutes"),
    help=_("Until then the ticket is on resubmission. With 0 it is in the queue at once."),
    minimum=0,
    maximum=1440,
)
KEEP_RECORDINGS = Preference(
    "calls.keep_recordings_days",
    int,
    default=90,
    levels=frozenset({SYSTEM, TENANT}),
    label=_("Keep links to recordings for this many days"),
    help=_("Kontor records nothing: it keeps the address that the telephone system tells. With 0 none is kept."),
    minimum=0,
    maximum=3650,
)
KEEP_EVENTS = Preference(
    "calls.keep_events_days",
    int,
    default=30,
    levels=frozenset({SYSTEM}),
    label=_("Keep the events of telephone systems for this many days"),
    help=_("Call records stay. What comes for a call after this time makes a new record."),
    minimum=2,
    maximum=365,
)
