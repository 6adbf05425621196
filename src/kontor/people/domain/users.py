"""People: created, changed, deleted (logically) and restored. Names and addresses stay reserved for deleted ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from kontor.audit.domain.recording import difference, record_change, snapshot
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.kernel.text import normalize_email, one_line, sort_key_german
from kontor.live.notify import told
from kontor.people.domain.administrators import keeping_an_administrator
from kontor.people.domain.passwords import weakness
from kontor.people.domain.sign_out import end_sessions
from kontor.people.models import User
from kontor.tenants.scope import INSTALLATION, scope

FIELDS = (
    "username",
    "email",
    "name",
    "signature",
    "language",
    "theme",
    "location",
    "languages",
    "tags",
    "preferences",
    "active",
    "must_change_password",
)


@transaction.atomic(savepoint=False)
def create_user(*, username: str, email: str, name: str, password: str = "", by: User | None, **details: Any) -> User:
    """Create a person; without a password they must set one by mail. ``details`` are further fields.

    Refused when user name or e-mail are taken (also by a deleted person) or the password is too weak.
    """
    user = User(username=username, email=email, name=name)
    _write(user, {"username": username, "email": email, "name": name, **details})
    problem = weakness(password, user) if password else ""
    if problem:
        raise Refused(problem)
    user.set_password(password or None)
    _save(user)
    with scope(INSTALLATION):
        record_change("created", user, by=by, tenant_id=None, changes=difference({}, snapshot(user, FIELDS)))
    return user


@transaction.atomic(savepoint=False)
def change_user(user: User, values: Mapping[str, Any], *, version: int, by: User | None) -> User:
    """Change the named fields. Who is switched off is signed out everywhere. Refused when somebody else saved first."""
    with keeping_an_administrator():
        user = lock_user(user, version=version)
        before, was_active = snapshot(user, FIELDS), user.active
        _write(user, values)
        _save(user)
    if was_active and not user.active:
        end_sessions(user)
        told(user.pk, "rights")
    _record("changed", user, by=by, changes=difference(before, snapshot(user, FIELDS)))
    return user


@transaction.atomic(savepoint=False)
def delete_user(user: User, *, by: User | None) -> User:
    """Take the person away: no sign-in, in no list. Everything they did keeps their name."""
    if by is not None and by.pk == user.pk:
        raise Refused(_("You cannot delete yourself. Ask another administrator."))
    with keeping_an_administrator():
        user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        if user.deleted_at:
            raise Refused(_("This user is deleted already."))
        user.deleted_at = clock.now()
        user.version += 1
        user.save(update_fields=["deleted_at", "version"])
    end_sessions(user)
    told(user.pk, "rights")
    _record("deleted", user, by=by, changes={})
    return user


@transaction.atomic(savepoint=False)
def restore_user(user: User, *, by: User | None) -> User:
    """Bring a deleted person back, with groups and roles as they were."""
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if user.deleted_at is None:
        raise Refused(_("This user is not deleted."))
    user.deleted_at = None
    user.version += 1
    user.save(update_fields=["deleted_at", "version"])
    _record("restored", user, by=by, changes={})
    return user


@transaction.atomic(savepoint=False)
def change_profile(user: User, *, name: str, signature: str, language: str, theme: str, version: int) -> User:
    """What people change about themselves."""
    user = lock_user(user, version=version)
    before = snapshot(user, FIELDS)
    _write(user, {"name": name, "signature": signature, "language": language, "theme": theme})
    _save(user)
    _record("changed", user, by=user, changes=difference(before, snapshot(user, FIELDS)))
    return user


def lock_user(user: User, *, version: int) -> User:
    """The person's row for changing. Refused when it is not the version one had in front of them.

    As with all locks of persons, whoever writes a row that names the person need not wait for it.
    """
    row = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if row.version != version:
        raise Refused(_("Somebody else has changed this user in the meantime. Nothing was overwritten."))
    return row


def lock_users(users: Iterable[User]) -> None:
    """The rows of several people, before anything of one of them is locked: whoever holds one of their tickets may
    wait for the next person."""
    rows = User.objects.select_for_update(no_key=True).filter(pk__in=[user.pk for user in users])
    list(rows.order_by("pk").values_list("pk", flat=True))


def stays_active(user_id: int) -> bool:
    """The person may sign in, and nobody deletes them or switches them off before the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT active AND deleted_at IS NULL FROM people_user WHERE id = %s FOR SHARE", [user_id])
        row = cursor.fetchone()
    return bool(row and row[0])


def active_user(user_id: int) -> User | None:
    """The person, if they may sign in."""
    return User.objects.living().filter(pk=user_id, active=True).first()


def username_problem(username: str, *, user_id: int | None = None) -> str:
    """Why this user name cannot be taken, as a sentence; "" when it can."""
    key = one_line(username).casefold()
    taken = User.objects.exclude(pk=user_id or 0).filter(username_key=key).first()
    if taken is None and "@" in key:
        taken = User.objects.exclude(pk=user_id or 0).filter(email_key=normalize_email(key)).first()
    if taken is None:
        return ""
    if taken.deleted_at:
        return _(
            "This user name is reserved for a deleted user. "
            "Get this user back under Administration, Users, Restore deleted, or choose another name."
        )
    return _("This user name is taken. Choose another one.")


def email_problem(email: str, *, user_id: int | None = None) -> str:
    """Why this e-mail address cannot be taken, as a sentence; "" when it can."""
    key = normalize_email(email)
    if not key:
        return _("Enter a complete e-mail address, for example name@company.example.")
    others = User.objects.exclude(pk=user_id or 0)
    taken = others.filter(email_key=key).first() or others.filter(username_key=key).first()
    if taken is None:
        return ""
    if taken.deleted_at:
        return _(
            "This e-mail address is reserved for a deleted user. "
            "Get this user back under Administration, Users, Restore deleted, or enter another address."
        )
    return _("This e-mail address is taken by another user.")


def _write(user: User, values: Mapping[str, Any]) -> None:
    for field in FIELDS:
        if field in values:
            setattr(user, field, values[field])
    user.username, user.name = one_line(user.username), one_line(user.name)
    user.email = one_line(user.email)
    user.username_key, user.email_key = user.username.casefold(), normalize_email(user.email)
    user.sort_key = sort_key_german(user.name)
    user.languages, user.tags = _each_once(user.languages), _each_once(user.tags)


def _save(user: User) -> None:
    if not user.username or not user.name:
        raise Refused(_("A user needs a name and a user name."))
    for problem in (username_problem(user.username, user_id=user.pk), email_problem(user.email, user_id=user.pk)):
        if problem:
            raise Refused(problem)
    user.version = user.version + 1 if user.pk else 1
    try:
        user.save()
    except IntegrityError:
        raise Refused(_("User name or e-mail address were taken a moment ago. Choose others.")) from None


def _record(action: str, user: User, *, by: User | None, changes: Mapping[str, Any]) -> None:
    if action == "changed" and not changes:
        return
    with scope(INSTALLATION):
        record_change(action, user, by=by, tenant_id=None, changes=changes)


def _each_once(words: list[str]) -> list[str]:
    return list(dict.fromkeys(word.strip() for word in words if word.strip()))
