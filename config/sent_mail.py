"""The page that shows mail nobody sent: it only exists while there is no mail server."""

from django.shortcuts import render

from config.mail import sent_mail
from config.pages import insist
from dialogue.rules import can_log_contacts


def sent_mail_page(request):
    insist(can_log_contacts(request.user))  # letters carry links that open somebody's page
    return render(request, "sent_mail.html", {"mails": sent_mail(), "here": "sent_mail"})
