"""What belongs to the installation, tried by somebody who has every right in each tenant they work for."""

from __future__ import annotations

from collections.abc import Callable

from tests.factories.org import make_grant
from tests.factories.people import make_role, make_user
from tests.flows.house import House
from tests.flows.rights import RIGHTS, Most, Walk, ask, give_every_right, steps_of, works_for
from tests.support.client import Browser

OF_INSTALLATION = (
    *("supervisor:breaks:", "supervisor:phone-systems:", "supervisor:roles:", "supervisor:system:"),
    *("supervisor:tenant_files:", "supervisor:effective:system", "supervisor:tenants:new", "supervisor:tenants:like"),
)
"""How the names of these addresses begin."""
KEEPERS = ("stranger", "keeper")


def walk_of_installation(who: str, ours: House, theirs: House, client_for: Callable[..., Browser]) -> Walk:
    """A stranger has no right for the installation, a keeper those to read it. Before they are given every right in
    both tenants they have them to look at both."""
    person, role = make_user("Rita Rabe"), make_role("Reader", RIGHTS["looker"])
    for house in (ours, theirs):
        works_for(house, person, role)
    if who == "keeper":
        make_grant(person, make_role("Keeper", RIGHTS["looker"]))
    browser = client_for(person, ours.tenant, theirs.tenant)
    steps = [step for step in steps_of(ours) if step.name.startswith(OF_INSTALLATION)]
    before = {step: ask(browser, step, theirs) for step in steps}
    for house in (ours, theirs):
        give_every_right(person, house)
    most = {step: Most(None, frozenset({met.word}), met.changed, met.offered) for step, met in before.items()}
    return Walk(person, browser, theirs, most)
