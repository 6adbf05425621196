"""Who works in which agent group and has which role where. People are not created here."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kontor.kernel.errors import Refused
from kontor.org.domain.memberships import give_role, set_memberships, take_role
from kontor.org.models import AgentGroup, Grant, Membership, SupervisorGroup, SystemGroup
from kontor.people.models import Role, User
from kontor.tenant_files.domain.records import Field, Many, Record, required
from kontor.tenant_files.domain.section import Entry, Rows, Work
from kontor.tenant_files.domain.shapes import Name, Text
from kontor.tenants.models import Tenant

PLACES: dict[str, Any] = {
    "system_group": SystemGroup,
    "supervisor_group": SupervisorGroup,
    "agent_group": AgentGroup,
}


class People(Rows):
    key = "people"
    title = _("People")
    about = _("Known by their user names. Who is not there is left out: people are created by hand.")
    identity = "person"
    shape = Record(
        {
            "person": required(Text(longest=80)),
            "agent_groups": Field(Many(Name("agent_groups", empty=False), as_set=True)),
            "roles": Field(
                Many(
                    Record(
                        {
                            "role": required(Text(longest=80)),
                            **{place: Field(Name(f"{place}s")) for place in PLACES},
                        }
                    )
                )
            ),
        }
    )

    def models(self) -> list[str]:
        return ["org.membership", "org.grant"]

    def match(self, entry: Entry) -> str:
        return str(entry["person"])

    def entries(self, tenant: Tenant) -> list[Entry]:
        groups, roles = _groups(tenant), _roles(tenant)
        return [
            {"person": name, "agent_groups": sorted(groups[name]), "roles": sorted(roles[name], key=_order)}
            for name in sorted(groups.keys() | roles.keys())
        ]

    def mistake(self, entry: Entry) -> str:
        if any(sum(bool(each[place]) for place in PLACES) != 1 for each in entry["roles"]):
            return str(_("A role is given on exactly one group: write system_group, supervisor_group or agent_group."))
        roles = {_order(each): each for each in entry["roles"]}
        entry["roles"] = [roles[key] for key in sorted(roles)]
        if not entry["agent_groups"] and not entry["roles"]:
            return str(_("Name at least one agent group or role, or leave the person out."))
        return ""

    def left_of(self, entry: Entry) -> Entry | None:
        roles = [each for each in entry["roles"] if any(each[place] for place in PLACES)]
        return entry | {"roles": roles} if roles or entry["agent_groups"] else None

    def lacking(self, entry: Entry) -> str:
        if not User.objects.living().filter(username=entry["person"]).exists():
            return gettext(
                "There is nobody with the user name “%(name)s”. Create the person, then apply the file again."
            ) % {"name": entry["person"]}
        return ""

    def create(self, work: Work, new: Entry) -> None:
        self.change(work, {"person": new["person"], "agent_groups": [], "roles": []}, new)

    def change(self, work: Work, old: Entry, new: Entry) -> None:
        user = work.one(User.objects.living(), username=new["person"])
        if old["agent_groups"] != new["agent_groups"]:
            rows = AgentGroup.objects.living().filter(tenant=work.tenant)
            set_memberships(user, [work.known(rows, name=name) for name in new["agent_groups"]], by=work.by)
        for each in new["roles"]:
            if each not in old["roles"]:
                give_role(user, _role(each["role"]), _place(work, each), by=work.by)
        for each in old["roles"]:
            if each not in new["roles"]:
                self._take(work, user, each)

    def remove(self, work: Work, old: Entry) -> None:
        self.change(work, old, {"person": old["person"], "agent_groups": [], "roles": []})

    def _take(self, work: Work, user: User, each: Entry) -> None:
        place = next(place for place in PLACES if each[place])
        rows = Grant.objects.filter(tenant=work.tenant, user=user, role__name=each["role"])
        for grant in rows.filter(**{f"{place}__name": each[place]}):
            take_role(grant, by=work.by)


def _groups(tenant: Tenant) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    rows = Membership.objects.filter(tenant=tenant, agent_group__deleted_at=None, user__deleted_at=None)
    for person, group in rows.values_list("user__username", "agent_group__name"):
        found[person].append(group)
    return found


def _roles(tenant: Tenant) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = defaultdict(list)
    rows = Grant.objects.filter(tenant=tenant, user__deleted_at=None, role__deleted_at=None)
    for grant in rows.select_related("user", "role", *PLACES):
        if grant.group and grant.group.deleted_at is None:
            places = {place: getattr(getattr(grant, place), "name", "") for place in PLACES}
            found[grant.user.username].append({"role": grant.role.name, **places})
    return found


def _order(each: Entry) -> tuple[str, ...]:
    return tuple(each.values())


def _role(name: str) -> Role:
    role = Role.objects.living().filter(name=name).first()
    if role is None:
        known = ", ".join(Role.objects.living().values_list("name", flat=True))
        raise Refused(gettext("There is no role “%(name)s”. Known are: %(known)s.") % {"name": name, "known": known})
    return role


def _place(work: Work, each: Entry) -> Any:
    place = next(place for place in PLACES if each[place])
    return work.known(PLACES[place].objects.living().filter(tenant=work.tenant), name=each[place])
