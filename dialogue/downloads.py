"""Files to take away: never shown inside our pages, under a name of ours (UPL-4)."""

from django.http import HttpResponse


def to_take_away(file, content):
    return HttpResponse(
        bytes(content),
        content_type=file.media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{file.name}"',
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        },
    )
