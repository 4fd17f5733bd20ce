"""Files that a colleague adds: cleaned like those of a stakeholder, before anything is kept of them."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dialogue import attachments


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """A few files, each made to say nothing about who made it; cleans to a list of `Cleaned`."""

    def __init__(self, **kwargs):
        widget = FilesInput(attrs={"accept": attachments.accepts(takes_audio=False)})
        kwargs = {
            "widget": widget,
            "required": False,
            "help_text": gettext_lazy(
                "Three at most, of 10 MB each. We take out of them where, when and by whom they were made."
            ),
        } | kwargs
        super().__init__(**kwargs)

    def clean(self, data, initial=None):
        files = [super(FilesField, self).clean(each) for each in data or []]
        if len(files) > attachments.MOST:
            raise forms.ValidationError(
                ngettext(
                    "Send %(most)s file at most. Choose again.",
                    "Send %(most)s files at most. Choose again.",
                    attachments.MOST,
                )
                % {"most": attachments.MOST}
            )
        return self._all_cleaned(files)

    def _all_cleaned(self, files):
        clean, refusals = [], []
        for file in files:
            try:
                # One byte more than we take is enough to see that it is too large.
                content = file.read(attachments.LARGEST + 1)
                clean.append(attachments.cleaned(content, file.name, takes_audio=False))
            except attachments.Refused as refusal:
                refusals.append(f"{file.name}: {refusal}")
        if refusals:
            raise forms.ValidationError(refusals)
        return clean


def say_that_files_are_chosen_again(form, name):
    """A browser forgets the files of a form that comes back; the words stay."""
    if form.errors and form.files and not form.has_error(name):
        form.add_error(name, _("Your text is still here; choose your files again."))
