"""The door to quality samples: not in your categories is 404, one's own is 403."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404

from kontor.answers.domain.samples import samples_in_scope
from kontor.answers.models import QualitySample
from kontor.answers.rules import REVIEW, may_review
from kontor.org.middleware import DeskRequest


def get_sample(request: DeskRequest, sample_id: int) -> QualitySample:
    """A sample of a category in which the person reviews."""
    sample = samples_in_scope().filter(pk=sample_id).first()
    if sample is None:
        raise Http404
    if not may_review(request.access, sample):
        if request.access.may(REVIEW, tenant_id=sample.tenant_id) or sample.author_id == request.access.user_id:
            raise PermissionDenied
        raise Http404
    return sample
