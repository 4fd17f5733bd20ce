"""Files that came with an answer or with a promise: to take away, never shown inside our pages (UPL-4)."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from dialogue import rules
from dialogue.downloads import to_take_away
from dialogue.models import Attachment, EvidenceFile, Promise


def attachment(request, pk):
    """Only for the team of the meeting; for anybody else there is no such file (AUZ-10)."""
    files = Attachment.objects.select_related("round__meeting")
    file = get_object_or_404(files.defer("content"), pk=pk)
    if not rules.can_open_file(request.user, file):
        raise Http404
    return to_take_away(file, file.content)


def evidence(request, pk):
    """What shows that a promise was kept, for everybody who sees the promise; gone when erased."""
    promises = Promise.objects.visible_to(request.user)
    files = EvidenceFile.objects.filter(evidence__promise__in=promises)
    file = get_object_or_404(files.select_related("evidence"), evidence=pk)
    return to_take_away(file.evidence, file.content)
