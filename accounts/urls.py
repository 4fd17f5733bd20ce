"""One's own settings. Signing in is allauth's; only the pages we want are open."""

from allauth.account import views as allauth
from django.urls import include, path, re_path

from accounts import views

ours = [
    path("settings/", views.my_settings, name="settings"),
    path("language/", views.language, name="language"),
    path("theme/", views.theme, name="theme"),
    path("shortcuts/", views.shortcuts, name="shortcuts"),
]

urlpatterns = [
    path("", include((ours, "accounts"))),
    path("sign-in/", allauth.login, name="account_login"),
    path("sign-out/", allauth.logout, name="account_logout"),
    path("password/", allauth.password_change, name="account_change_password"),
    path("password/reset/", allauth.password_reset, name="account_reset_password"),
    path("password/reset/sent/", allauth.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/done/",
        allauth.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("again/", allauth.reauthenticate, name="account_reauthenticate"),
    path("second-factor/", include("allauth.mfa.urls")),
]
