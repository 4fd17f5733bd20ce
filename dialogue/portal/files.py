"""What we added to show that a promise was kept: they take it away before they say whether it was."""

from django.utils.translation import gettext as _

from config.pages import CannotDo
from dialogue.downloads import to_take_away
from dialogue.models import EvidenceFile
from dialogue.portal.facts import Facts
from dialogue.portal.saying import one_of


def take_file(visit):
    files = [file for promised in Facts(visit).promises for file in promised.files]
    evidence = one_of(files, visit.about, lambda file: file.pk)
    found = EvidenceFile.objects.filter(evidence=evidence).first() if evidence else None
    if found is None:
        raise CannotDo(_("This file is not here any more."))
    return to_take_away(evidence, found.content)


VERBS = {"file": take_file}
