"""What becomes of a refused verb: one sentence for the person, and nothing that it had changed."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.db import DataError, connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.defaults import bad_request

from kontor.kernel.errors import ReasonNeeded, Refused
from kontor.ui.htmx import wants_fragment
from kontor.ui.reasons import FIELD as REASON

NOT_AGAIN = (REASON, "csrfmiddlewaretoken")


class Refusals:
    """A 409 into the message area for htmx; a message on the page one came from otherwise. Stands innermost."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Roll back, then answer without another query."""
        if isinstance(exception, DataError) and _holds_nul(request):
            transaction.set_rollback(True)
            return bad_request(request, exception)
        if not isinstance(exception, Refused):
            return None
        if connection.in_atomic_block:
            transaction.set_rollback(True)
        if isinstance(exception, ReasonNeeded):
            return ask_why(request, str(exception))
        return refuse(request, str(exception))


def refuse(request: HttpRequest, sentence: str) -> HttpResponse:
    """The sentence into the message area for htmx; a message on the page one came from otherwise."""
    if wants_fragment(request):
        response = render(request, "ui/message.html", {"level": "refused", "text": sentence}, status=409)
        response.headers["HX-Retarget"] = "#messages"
        response.headers["HX-Reswap"] = "beforeend"
        return response
    messages.error(request, sentence)
    return HttpResponseRedirect(page_before(request))


def ask_why(request: HttpRequest, sentence: str) -> HttpResponse:
    """A form for the reason, which sends all that was sent once more: a dialog for htmx, a page otherwise.

    Files cannot be sent again by a page: it names each and takes it once more.
    """
    sent = [(name, value) for name, values in request.POST.lists() if name not in NOT_AGAIN for value in values]
    context = {
        "sentence": sentence,
        "action": request.get_full_path(),
        "sent": sent,
        "files": [(name, file.name) for name, files in request.FILES.lists() for file in files],
        "name": REASON,
        "back": page_before(request),
    }
    template = "ui/reason.html"
    if not wants_fragment(request):
        return render(request, template, context, status=409)
    response = render(request, f"{template}#dialog", context, status=409)
    response.headers["HX-Retarget"] = "#reason-place"
    response.headers["HX-Reswap"] = "innerHTML"
    return response


def _holds_nul(request: HttpRequest) -> bool:
    """What no person types and PostgreSQL does not take. Forms say so; what is read without a form comes here."""
    return any(
        "\0" in value for given in (request.GET, request.POST) for _name, values in given.lists() for value in values
    )


def page_before(request: HttpRequest) -> str:
    """The page one came from, if it is one of ours; the start otherwise."""
    referer = request.headers.get("Referer", "")
    host = f"{request.scheme}://{request.get_host()}"
    own = referer.startswith(f"{host}/")
    path = referer.removeprefix(host)
    return path if own and url_has_allowed_host_and_scheme(path, {request.get_host()}) else "/"
