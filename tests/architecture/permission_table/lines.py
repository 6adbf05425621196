"""Who may do what at every address: one line each, to be read like a table.

The people, in this order: nobody (not signed in), Dora (signed in, belongs to no tenant), Anna (agent of the first
tenant), Carla (agent of the second), Sven (supervisor of the first), Ada (administers the installation). All rows named
in the paths are the first tenant's; the ticket is Anna's unless the line says otherwise.

What they meet: ``ok`` (a page, a form, a refusal with its sentence), ``sign-in`` (sent there), ``choice`` (sent to the
tenant choice), a status, or ``nothing``: an answer, but no chosen row was changed.
"""

from __future__ import annotations

from dataclasses import dataclass, field

PEOPLE = ("nobody", "dora", "anna", "carla", "sven", "ada")


@dataclass(frozen=True)
class Line:
    """``words`` and ``rows`` fill places of the path, ``selected`` is the row chosen in a list."""

    get: str
    post: str
    ticket: str = "mine"
    words: dict[str, str] = field(default_factory=dict)
    rows: dict[str, str] = field(default_factory=dict)
    selected: str = ""


# fmt: off
#                           nobody   dora    anna  carla sven  ada
NOT_SO                  = "sign-in  choice  405   405   405   405"
NEVER                   = "405      405     405   405   405   405"
NOWHERE                 = "404      404     404   404   404   404"
NOT_SO_PROFILE          = "sign-in  405     405   405   405   405"
PUBLIC                  = "ok       ok      ok    ok    ok    ok"
SIGNED_IN               = "sign-in  ok      ok    ok    ok    ok"
WITH_TENANT             = "sign-in  choice  ok    ok    ok    ok"
OF_TENANT               = "sign-in  choice  ok    404   ok    ok"
NOT_LENT                = "sign-in  choice  403   404   403   403"
WRITER                  = "sign-in  choice  ok    404   403   403"
WRITER_ONLY             = "sign-in  choice  ok    404   404   404"
SUPERVISOR_OF_TENANT    = "sign-in  choice  403   404   ok    ok"
SUPERVISOR              = "sign-in  choice  403   403   ok    ok"
ADMINISTRATOR_OF_TENANT = "sign-in  choice  403   404   403   ok"
ADMINISTRATOR           = "sign-in  choice  403   403   403   ok"
OF_ONES_OWN             = "sign-in  choice  403   403   nothing nothing"
OF_ANNA                 = "sign-in  404     ok    404   404   404"
BOTH_SIDES              = "sign-in  choice  403   403   nothing ok"
# fmt: on
