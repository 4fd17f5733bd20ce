"""Documents of Word, Excel, PowerPoint and LibreOffice: an archive of parts, rebuilt (UPL-2, 3, 5)."""

from dialogue.attachments import archive, opendocument, openxml


def clean(content, code):
    members = archive.members_of(content)
    family = opendocument if code in opendocument.CODES else openxml
    return family.clean(members, code)
