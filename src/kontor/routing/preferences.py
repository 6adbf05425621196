"""Settings of routing."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.preferences.types import CATEGORY, GROUP, SYSTEM, TENANT, USER, Preference
from kontor.routing.enums import LearnedOrder

LEARNED_USE = Preference(
    "routing.learned_use",
    str,
    default=LearnedOrder.OFF.value,
    levels=frozenset({TENANT}),
    label=_("Learned categories"),
    help=_("Whether it chooses categories of arriving mail, and who has the first word: it or the rules."),
    choices=dict(LearnedOrder.choices),
)
LEARNED_SURE = Preference(
    "routing.learned_sure",
    int,
    default=80,
    levels=frozenset({TENANT}),
    label=_("How sure it must be, in percent"),
    help=_("If it is less sure, the mail goes on to the rules or to the fallback category."),
    minimum=50,
    maximum=99,
)

WAIT_HOURS = Preference(
    "routing.wait_hours",
    int,
    default=4,
    levels=frozenset({SYSTEM, TENANT}),
    label=_("Hours that tickets wait for somebody who is not there"),
    help=_("Tickets forwarded to a colleague, and resubmissions that are due. Then they return to the queue."),
    minimum=1,
    maximum=720,
)

PUSH = Preference(
    "routing.push",
    bool,
    default=True,
    levels=frozenset({SYSTEM, TENANT}),
    label=_("Tickets are given to agents who are ready"),
    help=_("If not, agents take the next ticket themselves. Categories may be left out of it one by one."),
)
CAPACITY = Preference(
    "routing.capacity",
    int,
    default=10,
    levels=frozenset({SYSTEM, GROUP, USER}),
    label=_("Most tickets on one desk"),
    help=_(
        "Nobody is given more. Of several groups the smallest number counts. What people take themselves, or are "
        "assigned by a supervisor, may be more."
    ),
    minimum=0,
    maximum=500,
)
BY_LANGUAGE = Preference(
    "routing.by_language",
    bool,
    default=False,
    levels=frozenset({TENANT, CATEGORY}),
    label=_("Tickets are given only to those who know their language"),
    help=_("By the language skills of the agents. A ticket whose language is not known may go to everybody."),
)
LOCATION = Preference(
    "routing.location",
    str,
    default="",
    levels=frozenset({CATEGORY}),
    label=_("Tickets are given only to agents at this location"),
    help=_("As it stands with the users. Empty: at any location."),
)
PREFER_DAYS = Preference(
    "routing.prefer_days",
    int,
    default=14,
    levels=frozenset({SYSTEM, TENANT, CATEGORY}),
    label=_("Days for which whoever dealt with a customer is preferred"),
    help=_("0: nobody is."),
    minimum=0,
    maximum=365,
)
PREFER_MINUTES = Preference(
    "routing.prefer_minutes",
    int,
    default=10,
    levels=frozenset({SYSTEM, TENANT, CATEGORY}),
    label=_("Minutes that a ticket waits for them"),
    help=_("While they are signed in but busy or without room. After that it goes to somebody else."),
    minimum=0,
    maximum=1440,
)
UNTOUCHED_MINUTES = Preference(
    "routing.untouched_minutes",
    int,
    default=30,
    levels=frozenset({SYSTEM, TENANT}),
    label=_("Minutes after which a ticket that nobody opened returns to the queue"),
    help=_("If it was given to somebody or assigned by a supervisor. 0: it stays."),
    minimum=0,
    maximum=10080,
)
