"""What is said of a field whatever it is for, where a form has no words of its own: in our voice, not Django's."""

from __future__ import annotations

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

MISSING = _("This is missing.")
GONE = _("What was chosen is not there any more.")
TOO_LONG = _("At most %(limit_value)d characters fit in here; these are %(show_value)d.")
CHOICES = (forms.ChoiceField, forms.MultipleChoiceField, forms.ModelChoiceField, forms.ModelMultipleChoiceField)


def say_in_our_words() -> None:
    """For all forms, in each language."""
    forms.Field.default_error_messages["required"] = MISSING
    for field in CHOICES:
        field.default_error_messages["invalid_choice"] = GONE
    MaxLengthValidator.message = TOO_LONG
