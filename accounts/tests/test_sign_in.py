"""People sign in with e-mail and password; guessing is slow; pages say nothing to strangers."""

import pytest
from django.core import mail
from django.urls import reverse

from accounts.models import User

PASSWORD = "trust comes on foot"


@pytest.fixture
def tess(db):
    return User.objects.create_user(
        "Tess@Example.org", "Tess Tester", "officer", PASSWORD, language="nl"
    )


def sign_in(client, email="tess@example.org", password=PASSWORD, **headers):
    return client.post(
        reverse("account_login"), {"login": email, "password": password}, headers=headers
    )


def test_the_right_password_opens_today(client, tess):
    assert sign_in(client).url == reverse("dialogue:today")
    assert client.get("/").status_code == 200


def test_an_address_is_one_person_however_it_is_written(client, tess):
    assert sign_in(client, email="TESS@example.org").status_code == 302


def test_a_password_is_stored_as_argon2id(tess):
    assert tess.password.startswith("argon2$argon2id$")


@pytest.mark.parametrize("email", ["tess@example.org", "nobody@example.org"])
def test_a_wrong_password_says_the_same_for_everybody(client, tess, email):
    answer = sign_in(client, email=email, password="wrong wrong wrong")
    assert answer.status_code == 200
    assert len(answer.context["form"].non_field_errors()) == 1


def test_guessing_one_account_is_stopped_and_others_still_sign_in(client, tess):
    User.objects.create_user("other@example.org", "Other", "officer", PASSWORD)
    for _try in range(6):
        last = sign_in(client, password="wrong wrong wrong")
    assert last.status_code in {200, 429}
    assert sign_in(client).status_code != 302
    assert sign_in(client, email="other@example.org").status_code == 302


def test_signing_in_changes_the_session(client, tess):
    client.get(reverse("account_login"))
    before = client.session.session_key
    sign_in(client)
    assert client.session.session_key != before


def test_after_signing_out_the_old_session_is_dead(client, tess, settings):
    sign_in(client)
    old = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post(reverse("account_logout"))
    client.cookies[settings.SESSION_COOKIE_NAME] = old
    assert client.get("/").status_code == 302


@pytest.mark.parametrize("email", ["tess@example.org", "nobody@example.org"])
def test_a_forgotten_password_says_the_same_for_everybody(client, tess, email):
    answer = client.post(reverse("account_reset_password"), {"email": email})
    assert answer.url == reverse("account_reset_password_done")
    assert len(mail.outbox) == (email == tess.email)


def test_a_reset_link_sets_a_new_password_once(client, tess):
    client.post(reverse("account_reset_password"), {"email": tess.email})
    link = next(word for word in mail.outbox[0].body.split() if "/key/" in word)
    page = client.get(link, follow=True)
    new = {"password1": "a better phrase", "password2": "a better phrase"}
    assert client.post(page.redirect_chain[-1][0], new).status_code == 302
    assert sign_in(client, password="a better phrase").status_code == 302
    client.logout()
    assert "password1" not in client.get(link, follow=True).content.decode()


def test_nobody_signs_up_by_themselves(client, db):
    assert client.get("/account/signup/").status_code == 404


def test_people_read_their_own_language(client, tess):
    sign_in(client)
    assert '<html lang="nl"' in client.get("/").content.decode()
    client.post(reverse("accounts:language"), {"language": "en"})
    assert '<html lang="en"' in client.get("/").content.decode()


@pytest.mark.parametrize("evil", ["//evil.example", "https:evil.example", r"\\evil.example"])
def test_next_stays_on_our_site(client, tess, evil):
    answer = client.post(
        f"{reverse('account_login')}?next={evil}",
        {"login": tess.email, "password": PASSWORD, "next": evil},
    )
    assert answer.url == reverse("dialogue:today")
    assert client.post(reverse("accounts:theme"), {"theme": "dark", "next": evil}).url.startswith(
        "/account/"
    )


def test_where_a_second_factor_is_required_no_page_opens_without(client, tess, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    sign_in(client)
    assert client.get("/").url == reverse("mfa_activate_totp")
    again = client.get(reverse("mfa_activate_totp")).url  # the password once more
    client.post(again, {"password": PASSWORD})
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


def test_a_second_factor_is_asked_and_a_code_works_once(client, tess):
    from allauth.mfa.totp.internal import auth

    secret = auth.generate_totp_secret()
    auth.TOTP.activate(tess, secret)
    code = f"{auth.hotp_value(secret, next(iter(auth.yield_hotp_counters_from_time()))):06}"
    assert sign_in(client).url == reverse("mfa_authenticate")
    assert client.get("/").status_code == 302
    assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302
    assert client.get("/").status_code == 200
    client.logout()
    sign_in(client)
    assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 200
