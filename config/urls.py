"""The staff site. Pages are the apps'; this only says where they stand."""

from django.conf import settings
from django.urls import include, path

from accounts.views import health
from config.sent_mail import sent_mail_page

urlpatterns = [
    path("", include("dialogue.urls")),
    path("stakeholders/", include("stakeholders.urls")),
    path("trust/", include("trust.urls")),
    path("account/", include("accounts.urls")),
    path("healthz", health, name="health"),
]
if settings.SHOWS_SENT_MAIL:
    urlpatterns += [path("sent-mail/", sent_mail_page, name="sent_mail")]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.permission_denied"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"
