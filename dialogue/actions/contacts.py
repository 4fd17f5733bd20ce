"""Writing down that we were in touch."""

from config.versions import save_over


def log_contact(contact, *, by):
    contact.by = by
    contact.full_clean()
    contact.save()
    return contact


def change_contact(contact, *, fields, version):
    """Save edited `fields`. Raises Conflict when somebody saved since `version`."""
    contact.full_clean()
    save_over(contact, fields, version)
    return contact
