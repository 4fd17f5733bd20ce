"""Words and files that somebody asks us to forget. The record keeps the line, and stays whole.

What goes, goes with its salt, so that afterwards nobody can even check a guess (security.md TH21).
"""

from dialogue.models import EvidenceFile, ProcessAgreement, Remark, ReportBack


def erase_remark(remark, *, at):
    Remark.objects.filter(pk=remark.pk, erased_at=None).update(text="", salt=None, erased_at=at)


def erase_agreement_line(line, *, at):
    """Only words of our own: a standard agreement says nothing about anybody."""
    lines = ProcessAgreement.objects.filter(pk=line.pk, erased_at=None).exclude(own_words="")
    lines.update(own_words="", salt=None, erased_at=at)


def erase_summary(report, *, at):
    reports = ReportBack.objects.filter(pk=report.pk, erased_at=None)
    reports.update(summary="", salt=None, erased_at=at)


def erase_file(evidence):
    EvidenceFile.objects.filter(evidence=evidence).delete()
