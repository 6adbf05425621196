"""Settings of passwords and of the states of agents."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.people.enums import Module, StateAfterSignIn
from kontor.preferences.types import SYSTEM, USER, Preference

PASSWORD_LENGTH = Preference(
    "people.password_length",
    int,
    default=12,
    levels=frozenset({SYSTEM}),
    label=_("Shortest password"),
    help=_("The number of characters a new password must have at least. Present passwords stay valid."),
    minimum=8,
    maximum=64,
)
STATE_AFTER_SIGN_IN = {
    Module.MAIL: Preference(
        "people.state_after_sign_in_mail",
        str,
        default=StateAfterSignIn.AS_BEFORE.value,
        levels=frozenset({SYSTEM, USER}),
        label=_("State for e-mail after sign-in"),
        help=_("Whoever is ready is given tickets. Who signs in for the first time is busy unless it says “ready”."),
        choices=dict(StateAfterSignIn.choices),
    ),
    Module.CALL: Preference(
        "people.state_after_sign_in_call",
        str,
        default=StateAfterSignIn.AS_BEFORE.value,
        levels=frozenset({SYSTEM, USER}),
        label=_("State for calls after sign-in"),
        choices=dict(StateAfterSignIn.choices),
    ),
}
STATES_PER_MODULE = Preference(
    "people.states_per_module",
    bool,
    default=False,
    levels=frozenset({SYSTEM, USER}),
    label=_("E-mail and calls have states of their own"),
    help=_("If not, a state holds for both. The title bar shows “ready” as soon as one of them is ready."),
)
WRAP_UP_MINUTES = Preference(
    "people.wrap_up_minutes",
    int,
    default=5,
    levels=frozenset({SYSTEM, USER}),
    label=_("Minutes of a wrap-up"),
    help=_("After them the person is ready again by itself."),
    minimum=1,
    maximum=120,
)
