"""All rights there are: "area.verb" with its label. A role is a set of these."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

PERMISSIONS: dict[str, object] = {
    "desk.access": _("Desk – sign in"),
    "supervisor.access": _("Supervisor – sign in"),
    "tickets.read": _("Tickets – read those of the group's categories"),
    "tickets.take": _("Tickets – take from the queue"),
    "tickets.answer": _("Tickets – answer"),
    "tickets.note": _("Tickets – write notes"),
    "tickets.close": _("Tickets – close without answer"),
    "tickets.recategorize": _("Tickets – recategorise"),
    "tickets.reactivate": _("Tickets – reactivate"),
    "tickets.hand_over": _("Tickets – hand over to another tenant"),
    "tickets.assign": _("Tickets – assign to others and take back"),
    "tickets.spam": _("Tickets – mark as spam and take back"),
    "tickets.block": _("Tickets – block senders while marking as spam"),
    "tickets.create": _("Tickets – create a new process"),
    "contacts.read": _("Contacts – display"),
    "contacts.write": _("Contacts – edit"),
    "deliveries.read": _("Delivery failures – see those of everybody"),
    "intake.read": _("Intake – display ledger and held mail"),
    "intake.decide": _("Intake – decide on held mail"),
    "blocks.read": _("Block list – display"),
    "blocks.write": _("Block list – edit"),
    "tenants.read": _("Tenants – display"),
    "tenants.write": _("Tenants – edit"),
    "groups.read": _("Groups – display"),
    "groups.write": _("Groups – edit"),
    "users.read": _("Users – display"),
    "users.write": _("Users – edit"),
    "roles.read": _("Roles – display"),
    "roles.write": _("Roles – edit"),
    "categories.read": _("Categories – display"),
    "categories.write": _("Categories – edit"),
    "closing_codes.read": _("Closing codes – display"),
    "closing_codes.write": _("Closing codes – edit"),
    "accounts.read": _("Accounts – display"),
    "accounts.write": _("Accounts – edit"),
    "settings.read": _("System settings – display"),
    "settings.write": _("System settings – edit"),
    "audit.read": _("Audit log – display"),
}

AGENT = frozenset(
    {
        "desk.access",
        "tickets.read",
        "tickets.take",
        "tickets.answer",
        "tickets.note",
        "tickets.close",
        "tickets.recategorize",
        "tickets.reactivate",
        "tickets.spam",
        "tickets.block",
        "tickets.create",
        "contacts.read",
        "contacts.write",
    }
)
SUPERVISOR = AGENT | {
    "supervisor.access",
    "tickets.assign",
    "tickets.hand_over",
    "deliveries.read",
    "intake.read",
    "intake.decide",
    "blocks.read",
    "blocks.write",
    "groups.read",
    "users.read",
    "categories.read",
    "categories.write",
    "closing_codes.read",
    "closing_codes.write",
    "accounts.read",
    "audit.read",
}
ADMINISTRATOR = frozenset(PERMISSIONS)
