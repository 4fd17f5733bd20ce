"""The addresses of the portal, a site and a process of its own (TE_VOET_SITE=portal)."""

from django.urls import path

from dialogue.portal import views

handler400 = "dialogue.portal.views.bad_request"
handler404 = "dialogue.portal.views.not_found"
handler500 = "dialogue.portal.views.server_error"

urlpatterns = [
    path("", views.landing, name="landing"),
    path("r", views.door, name="door"),
    path("record", views.record, name="record"),
    path("robots.txt", views.robots, name="robots"),
    path("healthz", views.healthz, name="healthz"),
]
