"""One's own settings, the language and the look of the pages, and whether the house stands."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from accounts.forms import MyselfForm
from accounts.models import User
from config.once import once

YEAR = 365 * 24 * 60 * 60
THEMES = {"light", "dark"}


@once
def my_settings(request):
    form = MyselfForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        with override(request.user.language):
            messages.success(request, _("Saved."))
        return redirect("accounts:settings")
    return render(request, "accounts/settings.html", {"form": form, "here": "settings"})


@login_not_required
@require_POST
def language(request):
    """Switch between Dutch and English; who is signed in keeps the choice on every machine."""
    chosen = request.POST.get("language")
    if request.user.is_authenticated and chosen in User.Language:
        User.objects.filter(pk=request.user.pk).update(language=chosen)
    return set_language(request)


@login_not_required
@require_POST
def theme(request):
    """Light, dark, or as the machine says."""
    response = redirect(_back(request))
    chosen = request.POST.get("theme")
    if chosen in THEMES:
        _remember(response, "theme", chosen)
    else:
        response.delete_cookie("theme")
    return response


@login_not_required
@require_POST
def shortcuts(request):
    """Single-key shortcuts can be switched off (WCAG 2.1.4): speech input types letters."""
    response = redirect("accounts:settings")
    if request.POST.get("shortcuts") == "off":
        _remember(response, "shortcuts", "off")
    else:
        response.delete_cookie("shortcuts")
    return response


def _remember(response, name, value):
    response.set_cookie(
        name, value, max_age=YEAR, secure=settings.USES_HTTPS, httponly=True, samesite="Lax"
    )


def _back(request):
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if is_ours else reverse("accounts:settings")


@login_not_required
def health(request):
    """Says only that the process serves and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
