"""``/calls/<token>/``: telephone systems post their events here. For machines; the token in the address is the key."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from kontor.calls.domain.posted import Post, sentence, system_of, take
from kontor.channels.telephony.push import Unusable
from kontor.channels.telephony.push.posting import LARGEST
from kontor.entrance.doors import client_address, public

STATUS = {"signature": 403, "too_large": 413}
UNUSABLE = 422


@csrf_exempt
@public
@never_cache
@require_POST
def calls(request: HttpRequest, token: str) -> HttpResponse:
    """The answer in the sender's form; 422 and a sentence in English for what is not understood, 403 for what is not
    believed.

    Somebody who is signed in is no telephone system: events are written in transactions of their own.
    """
    system = None if request.user.is_authenticated else system_of(token)
    if system is None:
        raise Http404
    post = Post(
        body=request.read(LARGEST + 1),
        content_type=request.headers.get("Content-Type", ""),
        headers=request.headers,
        address=client_address(request),
        follow_up=f"{settings.PUBLIC_URL}{request.path}" if settings.PUBLIC_URL else request.build_absolute_uri(),
    )
    try:
        answer = take(system, post)
    except Unusable as unusable:
        with override("en"):
            text = sentence(unusable.kind, unusable.values)
        status = STATUS.get(unusable.kind, UNUSABLE)
        return HttpResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8")
    return HttpResponse(answer.body, content_type=answer.content_type)
