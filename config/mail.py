"""Mail without a mail server: one file a message, read back by the *Sent mail* page."""

import email
import email.policy
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone


class FolderBackend(BaseEmailBackend):
    def send_messages(self, email_messages):
        folder = Path(settings.SENT_MAIL_FOLDER)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            content = message.message().as_bytes(linesep="\n")
            name = f"{timezone.now():%Y%m%d-%H%M%S-%f}.eml"
            unfinished = folder / f".{name}"
            unfinished.write_bytes(content)
            unfinished.rename(folder / name)
        return len(email_messages)


def sent_mail(limit=50):
    """The newest messages in the folder, parsed."""
    files = sorted(Path(settings.SENT_MAIL_FOLDER).glob("*.eml"), reverse=True)[:limit]
    return [_read(file) for file in files]


def _read(file):
    message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    body = message.get_body(preferencelist=("plain",))
    return {
        "to": message["To"],
        "subject": message["Subject"],
        "date": datetime.fromtimestamp(file.stat().st_mtime, UTC),
        "text": body.get_content() if body else "",
    }
