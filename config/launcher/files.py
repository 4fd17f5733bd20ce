"""Folders and files that stay, in `var`."""

import os
import secrets
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]
BIGGEST_LOG = 5_000_000


def make_var_folder():
    """Root's Postgres runs as somebody else and must get through; what is private is so by itself."""
    var = Path(os.environ.get("TE_VOET_VAR") or HOUSE / "var").absolute()
    var.mkdir(mode=0o755, parents=True, exist_ok=True)
    (var / "log").mkdir(mode=0o700, exist_ok=True)
    return var


def write_privately(path, text):
    """All of it or nothing, and for our eyes only."""
    unfinished = path.with_name(f"{path.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    unfinished.rename(path)


def secret_kept_in(path):
    """Made once: a new key would sign everybody out."""
    if not path.exists():
        write_privately(path, secrets.token_urlsafe(64))
    return path.read_text().strip()


def log_of(var, name):
    log = var / "log" / f"{name}.log"
    begin_a_new_log_when_big(log)
    return log


def begin_a_new_log_when_big(log):
    if log.exists() and log.stat().st_size > BIGGEST_LOG:
        log.rename(log.with_name(f"{log.name}.1"))
