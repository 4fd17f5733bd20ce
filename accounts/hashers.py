"""How passwords, PINs and codes are hashed."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2id(Argon2PasswordHasher):
    """19 MiB, two passes: the minimum OWASP names, so that a busy Monday does not need 100 MB
    for each person who signs in (DESIGN.md §10)."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
