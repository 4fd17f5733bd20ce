"""How the house is put together. Celery must be known before any task is defined."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
