"""What is said of a field whatever it is for, where a form has no words of its own: in our voice, not Django's."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core import validators
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

MISSING = _("This is missing.")
GONE = _("What was chosen is not there any more.")
TOO_LONG = _("At most %(limit_value)d characters fit in here; these are %(show_value)d.")
TOO_SHORT = _("At least %(limit_value)d characters are needed here; these are %(show_value)d.")
TOO_SMALL = _("Enter at least %(limit_value)s.")
TOO_LARGE = _("Enter at most %(limit_value)s.")
NO_WHOLE_NUMBER = _("Enter a whole number.")
NO_NUMBER = _("Enter a number.")
NO_ADDRESS = _("Enter a complete e-mail address, for example name@company.example.")
NOT_AS_ASKED = _("It cannot be written like this here.")
UNREADABLE = _("There is a character in it that cannot be stored.")
CHOICES = (forms.ChoiceField, forms.MultipleChoiceField, forms.ModelChoiceField, forms.ModelMultipleChoiceField)
FIELDS: dict[type[forms.Field], dict[str, Any]] = {
    forms.Field: {"required": MISSING},
    **{field: {"invalid_choice": GONE, "invalid_list": GONE, "invalid_pk_value": GONE} for field in CHOICES},
    forms.IntegerField: {"invalid": NO_WHOLE_NUMBER},
    forms.DecimalField: {"invalid": NO_NUMBER},
    forms.DateField: {"invalid": _("Enter a day that exists.")},
    forms.TimeField: {"invalid": _("Enter a time such as 14:30.")},
    forms.DateTimeField: {"invalid": _("Enter a day and a time.")},
    forms.FileField: {
        "invalid": _("No file has arrived. Choose it once more."),
        "missing": _("No file has arrived. Choose it once more."),
        "empty": _("The file is empty."),
        "max_length": _("The name of the file is too long: at most %(max)d characters, these are %(length)d."),
        "contradiction": _("Choose a file or take it away, not both."),
    },
}
DIGITS: dict[str, Any] = {
    "invalid": NO_NUMBER,
    "max_digits": ngettext_lazy("At most %(max)s digit fits in here.", "At most %(max)s digits fit in here.", "max"),
    "max_decimal_places": ngettext_lazy(
        "At most %(max)s decimal place fits in here.",
        "At most %(max)s decimal places fit in here.",
        "max",
    ),
    "max_whole_digits": ngettext_lazy(
        "At most %(max)s digit fits before the decimal point.",
        "At most %(max)s digits fit before the decimal point.",
        "max",
    ),
}


def say_in_our_words() -> None:
    """For all forms, in each language."""
    for field, said in FIELDS.items():
        field.default_error_messages.update(said)
    validators.MaxLengthValidator.message = TOO_LONG
    validators.MinLengthValidator.message = TOO_SHORT
    validators.MinValueValidator.message = TOO_SMALL
    validators.MaxValueValidator.message = TOO_LARGE
    validators.DecimalValidator.messages = DIGITS
    validators.RegexValidator.message = NOT_AS_ASKED
    validators.ProhibitNullCharactersValidator.message = UNREADABLE
    validators.EmailValidator.message = NO_ADDRESS
