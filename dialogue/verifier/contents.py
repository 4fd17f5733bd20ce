"""Every entry against the row it speaks of, and every row of history against its entries."""

import hashlib
import json
from collections import Counter, defaultdict

from dialogue.verifier.findings import Finding, Kind
from dialogue.verifier.rows import PARTIES, PLACES, Reader, fetched

DIGEST = "_digest"
# In an entry and in no row: who was to deliver a promise at first, and what is older than the record.
ONLY_IN_THE_RECORD = {"first_owner_id", "from_before"}
IN_THE_ROW_ITSELF = {"own_words", "summary"}


class Contents:
    """Takes entries in batches, and remembers of each only where it stands."""

    def __init__(self):
        self.reader = Reader()
        self.findings = []
        self.seen = defaultdict(Counter)
        self.places = {}
        self.older = defaultdict(set)
        self.first_owners = {}
        self.erased = self.unread = 0

    def take(self, batch):
        by_subject = defaultdict(list)
        for entry in batch:
            by_subject[entry.subject].append((entry, json.loads(entry.content)))
        for subject, told in by_subject.items():
            if subject in PLACES:
                self._compare_all(subject, told)
            else:
                self.findings += [_at(entry, Kind.ROW_GONE) for entry, _content in told]

    def _compare_all(self, subject, told):
        rows = self.reader.rows(subject, {entry.subject_id for entry, _content in told})
        remarks = self.reader.words(
            {value for _entry, content in told for value in _remarks_in(content)}
        )
        for entry, content in told:
            self._remember(entry, content)
            if entry.subject_id in rows:
                self._compare(entry, content, rows[entry.subject_id], remarks)
            else:
                self.findings.append(_at(entry, Kind.ROW_GONE))

    def _remember(self, entry, content):
        self.seen[entry.subject][entry.subject_id, entry.chain_id] += 1
        self.places[entry.subject, entry.subject_id] = (entry.code, entry.seq)
        if content.get("from_before"):
            self.older[entry.subject].add(entry.subject_id)
        if "first_owner_id" in content:
            self.first_owners[content["promise_id"]] = content["first_owner_id"]

    def _compare(self, entry, content, row, remarks):
        hidden = self.reader.unreadable(entry.subject)
        if entry.subject == PARTIES:
            hidden = [*hidden, *self.reader.unreadable("dialogue_promise")]
        for column, value in content.items():
            if column.endswith(DIGEST):
                self._compare_words(entry, column.removesuffix(DIGEST), value, row, remarks)
            elif column in hidden or column in ONLY_IN_THE_RECORD:
                continue
            elif column not in row or row[column] != value:
                self.findings.append(_at(entry, Kind.ROW_DIFFERS, column))

    def _compare_words(self, entry, column, digest, row, remarks):
        if column in IN_THE_ROW_ITSELF:
            salt, text = row.get("salt"), row.get(column)
            is_erased = row.get("erased_at") is not None
        else:
            salt, text, is_erased = remarks.get(row.get(column), (None, "", False))
        if is_erased:
            self.erased += 1
        elif text is None:
            self.unread += 1
        elif hashlib.sha256(f"{salt}{text}".encode()).hexdigest() != digest:
            self.findings.append(_at(entry, Kind.WORDS_DIFFER, column))

    # --- The other way round ----------------------------------------------------------------------

    def look_for_rows_without_entry(self):
        """Every row stands once in each chain in which it belongs, and in no other."""
        of_trajectory = dict(fetched("SELECT trajectory_id, id FROM dialogue_chain"))
        of_stakeholder = dict(fetched("SELECT stakeholder_id, id FROM dialogue_chain"))
        for table, query in PLACES.items():
            chains_with = defaultdict(set)
            for pk, chain in self.seen[table]:
                chains_with[pk].add(chain)
            for pk, trajectory, stakeholders in fetched(query):
                right = (
                    {of_trajectory.get(trajectory)}
                    if trajectory
                    else {of_stakeholder.get(each) for each in stakeholders}
                )
                self._compare_places(table, pk, chains_with[pk], right)

    def look_into_files(self):
        """Each file that was not erased is the one whose fingerprint was recorded."""
        if not self.reader.reads_files:
            return
        differing = fetched(
            "SELECT e.id FROM dialogue_evidence e JOIN dialogue_evidencefile f ON f.evidence_id = e.id "
            "WHERE encode(sha256(convert_to(f.salt::text, 'UTF8') || f.content), 'hex') "
            "<> e.fingerprint ORDER BY e.id"
        )
        for (pk,) in differing:
            self.findings.append(self.about(Kind.FILE_DIFFERS, "dialogue_evidence", pk))

    def _compare_places(self, table, pk, found, right):
        if right - found:
            self.findings.append(Finding(Kind.NO_ENTRY, table=table, row=pk))
        if found - right:
            self.findings.append(self.about(Kind.WRONG_CHAIN, table, pk))
        if any(self.seen[table][pk, chain] > 1 for chain in found):
            self.findings.append(self.about(Kind.TWICE, table, pk))

    def about(self, kind, table, pk, detail=""):
        """A finding about a row, with the place of its entry."""
        code, seq = self.places.get((table, pk), ("", None))
        return Finding(kind, code, seq, table, pk, detail)


def _remarks_in(content):
    for column in content:
        name = column.removesuffix(DIGEST)
        if name != column and name not in IN_THE_ROW_ITSELF and content.get(name):
            yield content[name]


def _at(entry, kind, detail=""):
    return Finding(kind, entry.code, entry.seq, entry.subject, entry.subject_id, detail)
