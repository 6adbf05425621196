"""The forms of the user's mask, one a tab."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext_lazy as _

from kontor.people.domain.passwords import weakness
from kontor.people.domain.users import email_problem, username_problem
from kontor.people.models import Role, User
from kontor.ui.fields import TypedPassword

Choices = list[tuple[str, Any]]


def surface_languages() -> Choices:
    """What the surface speaks, each in its own words, and the browser's choice."""
    own = [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES]
    return [("", str(_("As the browser says"))), *own]


class GeneralForm(forms.Form):
    """Who the person is. ``whole`` False: one may not change them, because they also work elsewhere."""

    name = forms.CharField(label=_("Name"), max_length=120, error_messages={"required": _("Enter a name.")})
    username = forms.CharField(
        label=_("User name"),
        max_length=80,
        help_text=_("For signing in; upper and lower case do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": _("Enter a user name.")},
    )
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("For signing in too, and for the link to a new password."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": _("Enter an e-mail address."),
            "invalid": _("Enter a complete e-mail address, for example name@company.example."),
        },
    )
    password = forms.CharField(
        label=_("New password"),
        max_length=256,
        strip=False,
        required=False,
        help_text=_("Leave it empty to keep the present one. The person chooses their own at the next sign-in."),
        widget=TypedPassword(),
    )
    signature = forms.CharField(
        label=_("Signature"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    language = forms.ChoiceField(label=_("Language of the interface"), required=False)
    location = forms.CharField(label=_("Location"), required=False, max_length=80)
    active = forms.BooleanField(
        label=_("Active"),
        required=False,
        help_text=_("If not, the person cannot sign in, is signed out now, and their tickets return to the queue."),
    )

    def __init__(self, data: Any, *, user: User, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self.user = user
        self._field("language").choices = surface_languages()

    def clean_username(self) -> str:
        return self._checked("username", username_problem)

    def clean_email(self) -> str:
        return self._checked("email", email_problem)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        password = values.get("password")
        if password:
            person = User(**{name: values.get(name, "") for name in ("username", "name", "email")})
            problem = weakness(password, person)
            if problem:
                self.add_error("password", problem)
        return values

    def _checked(self, name: str, problem_of: Any) -> str:
        problem = problem_of(self.cleaned_data[name], user_id=self.user.pk)
        if problem:
            raise forms.ValidationError(problem)
        return str(self.cleaned_data[name])

    def _field(self, name: str) -> Any:
        return self.fields[name]


class NewUserForm(GeneralForm):
    """Who the person is, and where they begin to work."""

    groups = forms.MultipleChoiceField(
        label=_("Agent groups"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The person works the categories of these groups."),
    )
    role = forms.ChoiceField(label=_("Role in these groups"), required=False)

    def __init__(self, data: Any, *, groups: Choices, roles: Choices, needs_group: bool, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self._field("groups").choices = groups
        self._field("role").choices = [("", gettext("None yet")), *roles]
        self.needs_group = needs_group
        self.fields["password"].required = True
        self.fields["password"].help_text = _("The person chooses their own at the first sign-in.")
        self.fields["password"].error_messages["required"] = _("Enter a first password.")

    def clean_groups(self) -> list[str]:
        chosen = list(self.cleaned_data["groups"])
        if self.needs_group and not chosen:
            raise forms.ValidationError(
                gettext("Choose at least one of your groups, so that you see the user afterwards.")
            )
        return chosen


class RoutingForm(forms.Form):
    """What the person is good for when requests are distributed."""

    languages = forms.MultipleChoiceField(
        label=_("Language skills"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The languages the person answers in."),
    )
    tags = forms.CharField(
        label=_("Routing tags"),
        required=False,
        max_length=400,
        help_text=_("Words with commas between, for example: technology, returns."),
    )

    def __init__(self, data: Any, *, languages: Choices, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        field: Any = self.fields["languages"]
        field.choices = languages

    def clean_tags(self) -> list[str]:
        tags = [tag.strip() for tag in self.cleaned_data["tags"].split(",") if tag.strip()]
        if any(len(tag) > 40 for tag in tags):
            raise forms.ValidationError(gettext("A tag may have at most 40 characters. Separate tags with commas."))
        return tags


class GroupsForm(forms.Form):
    """The agent groups one may give, by tenant. ``has_roles``: on one of those that the person may leave."""

    def __init__(self, data: Any, *, by_tenant: dict[str, Choices], chosen: set[str], has_roles: bool) -> None:
        super().__init__(data)
        for number, (tenant, choices) in enumerate(by_tenant.items()):
            self.fields[f"tenant{number}"] = forms.MultipleChoiceField(
                label=tenant,
                choices=choices,
                required=False,
                initial=[key for key, _label in choices if key in chosen],
                widget=forms.CheckboxSelectMultiple,
            )
        self._tenants = list(self.fields)
        if has_roles:
            self.fields["roles_too"] = forms.BooleanField(
                label=_("Take away the roles in the groups that are left, too"),
                required=False,
                initial=True,
                help_text=_("A role that stays goes on giving its rights there."),
            )

    @property
    def chosen(self) -> list[int]:
        return [int(key) for name in self._tenants for key in self.cleaned_data[name]]


class GiveRoleForm(forms.Form):
    """A role and where it shall count, in one place or in several."""

    role = forms.ModelChoiceField(
        Role.objects.none(),
        label=_("Role"),
        empty_label=_("Choose a role"),
        error_messages={"required": _("Choose a role.")},
    )
    place = forms.MultipleChoiceField(
        label=_("Counts in"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose where the role counts.")},
    )

    def __init__(self, data: Any = None, *, roles: Any, places: Choices) -> None:
        super().__init__(data)
        role, place = self.fields["role"], self.fields["place"]
        role.queryset = roles  # type: ignore[attr-defined]
        place.choices = places  # type: ignore[attr-defined]
