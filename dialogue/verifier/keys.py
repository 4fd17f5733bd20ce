"""Every key that was used leads, step by step, to the lock of its link; every yes of theirs has one."""

import hashlib
from collections import defaultdict

from dialogue.verifier.findings import Finding, Kind
from dialogue.verifier.rows import fetched

USED = "dialogue_usedkey"
# Where they speak with their own hand. What the database writes after the last yes needs no key.
SPEAKING = {
    "dialogue_endorsement": "participation_id IS NOT NULL",
    "dialogue_promisechange": "participation_id IS NOT NULL "
    "AND kind NOT IN ('changed_together', 'withdrawn_together')",
    "dialogue_breachverdict": "participation_id IS NOT NULL",
    "dialogue_agreementdeparture": "true",
}


def check_keys(contents):
    links, steps = _locks(), _steps()
    said = defaultdict(int)
    for table, condition in SPEAKING.items():
        rows = fetched(f"SELECT id, participation_id, link_id, key FROM {table} WHERE {condition}")
        for pk, participation, link, key in rows:
            lock, owner, _tip = links.get(link, (None, None, None))
            known = {bytes(each) for _pk, _position, each in steps[lock]} if lock else set()
            if owner == participation and key is not None and bytes(key) in known:
                said[bytes(key)] += 1
            elif pk not in contents.older[table]:
                yield contents.about(Kind.NO_KEY, table, pk)
    yield from _walk(links, steps, said)


def _locks():
    found = fetched(
        "SELECT k.link_id, k.id, l.participation_id, k.tip FROM dialogue_consentkey k "
        "JOIN dialogue_link l ON l.id = k.link_id"
    )
    return {link: (pk, participation, bytes(tip)) for link, pk, participation, tip in found}


def _steps():
    steps = defaultdict(list)
    for pk, lock, position, key in fetched(
        "SELECT id, consent_key_id, position, key FROM dialogue_usedkey "
        "ORDER BY consent_key_id, position"
    ):
        steps[lock].append((pk, position, key))
    return steps


def _walk(links, steps, said):
    tips = {lock: tip for lock, _participation, tip in links.values()}
    for lock, taken in steps.items():
        last = tips.get(lock)
        for number, (pk, position, key) in enumerate(taken, start=1):
            if position != number or hashlib.sha256(bytes(key)).digest() != last:
                yield Finding(Kind.KEY, table=USED, row=pk)
            elif said[bytes(key)] != 1:
                yield Finding(Kind.KEY_ALONE, table=USED, row=pk)
            last = bytes(key)
