"""Files that came with an answer: to take away, never shown inside our pages (UPL-4)."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from dialogue import rules
from dialogue.models import Attachment


def attachment(request, pk):
    """Only for the team of the meeting; for anybody else there is no such file (AUZ-10)."""
    files = Attachment.objects.select_related("round__meeting")
    file = get_object_or_404(files.defer("content"), pk=pk)
    if not rules.can_open_file(request.user, file):
        raise Http404
    return HttpResponse(
        bytes(file.content),
        content_type=file.media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{file.name}"',
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        },
    )
