"""Rows as they are now, for comparing with what the record says of them."""

import json
from functools import cached_property

from django.db import connection

# Table → its rows with the trajectory they belong to; without one, with the stakeholders whose chains
# hold them. The record notes exactly these (migrations 0013 and 0021).
PLACES = {
    "dialogue_promise_parties": """
        SELECT t.id, p.trajectory_id, ARRAY[t.stakeholder_id]
        FROM dialogue_promise_parties t JOIN dialogue_promise p ON p.id = t.promise_id""",
    "dialogue_promisechange": """
        SELECT t.id, p.trajectory_id, ARRAY(SELECT stakeholder_id FROM dialogue_promise_parties x
            WHERE x.promise_id = p.id)
        FROM dialogue_promisechange t JOIN dialogue_promise p ON p.id = t.promise_id""",
    "dialogue_evidence": """
        SELECT t.id, p.trajectory_id, ARRAY(SELECT stakeholder_id FROM dialogue_promise_parties x
            WHERE x.promise_id = p.id)
        FROM dialogue_evidence t JOIN dialogue_promise p ON p.id = t.promise_id""",
    "dialogue_agreementversion": """
        SELECT t.id, t.trajectory_id, NULL FROM dialogue_agreementversion t""",
    "dialogue_processagreement": """
        SELECT t.id, v.trajectory_id, NULL
        FROM dialogue_processagreement t JOIN dialogue_agreementversion v ON v.id = t.version_id""",
    "dialogue_agreementparty": """
        SELECT t.id, t.trajectory_id, NULL FROM dialogue_agreementparty t""",
    "dialogue_agreementdeparture": """
        SELECT t.id, p.trajectory_id, NULL
        FROM dialogue_agreementdeparture t JOIN dialogue_agreementparty p ON p.id = t.party_id""",
    "dialogue_agreementsuggestion": """
        SELECT t.id, v.trajectory_id, NULL
        FROM dialogue_agreementsuggestion t JOIN dialogue_agreementversion v ON v.id = t.version_id""",
    "dialogue_endorsement": """
        SELECT t.id, v.trajectory_id, NULL
        FROM dialogue_endorsement t JOIN dialogue_agreementversion v ON v.id = t.version_id""",
    "dialogue_breach": "SELECT t.id, t.trajectory_id, NULL FROM dialogue_breach t",
    "dialogue_breachaction": """
        SELECT t.id, b.trajectory_id, NULL
        FROM dialogue_breachaction t JOIN dialogue_breach b ON b.id = t.breach_id""",
    "dialogue_breachverdict": """
        SELECT t.id, b.trajectory_id, NULL FROM dialogue_breachverdict t
        JOIN dialogue_breachaction a ON a.id = t.action_id
        JOIN dialogue_breach b ON b.id = a.breach_id""",
    "dialogue_consentkey": """
        SELECT t.id, m.trajectory_id, NULL FROM dialogue_consentkey t
        JOIN dialogue_link l ON l.id = t.link_id
        JOIN dialogue_participation s ON s.id = l.participation_id
        JOIN dialogue_meeting m ON m.id = s.meeting_id""",
    # A link of before there were locks was never noted.
    "dialogue_link": """
        SELECT t.id, m.trajectory_id, NULL FROM dialogue_link t
        JOIN dialogue_consentkey k ON k.link_id = t.id
        JOIN dialogue_participation s ON s.id = t.participation_id
        JOIN dialogue_meeting m ON m.id = s.meeting_id WHERE t.revoked_at IS NOT NULL""",
    "dialogue_reportback": """
        SELECT t.id, m.trajectory_id, NULL FROM dialogue_reportback t
        JOIN dialogue_meeting m ON m.id = t.meeting_id WHERE t.sent_at IS NOT NULL""",
}
PARTIES, PROMISE = "dialogue_promise_parties", "dialogue_promise"


def fetched(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


class Reader:
    """Reads rows with the columns that the role may read: an auditor's role reads no words."""

    def rows(self, table, ids):
        """Key → column → value, as Postgres writes a row in JSON."""
        columns = ", ".join(f'"{name}"' for name in self.readable(table))
        found = fetched(
            f"SELECT id, to_jsonb(r) FROM (SELECT {columns} FROM {table} WHERE id = ANY(%s)) r",
            list(ids),
        )
        rows = {pk: json.loads(line) for pk, line in found}
        return self._with_their_promise(rows) if table == PARTIES else rows

    def _with_their_promise(self, rows):
        """A promise stands in the record with each of its parties."""
        promises = self.rows(PROMISE, {row["promise_id"] for row in rows.values()})
        return {
            pk: row | {**promises.get(row["promise_id"], {}), "id": pk} for pk, row in rows.items()
        }

    def words(self, ids):
        """Key → salt, text and whether they were erased."""
        columns = "salt::text, text" if self.reads_words else "NULL, NULL"
        found = fetched(
            f"SELECT id, {columns}, erased_at IS NOT NULL FROM dialogue_remark WHERE id = ANY(%s)",
            list(ids),
        )
        return {pk: (salt, text, is_erased) for pk, salt, text, is_erased in found}

    @cached_property
    def reads_words(self):
        return "text" in self.readable("dialogue_remark")

    @cached_property
    def reads_files(self):
        return "content" in self.readable("dialogue_evidencefile")

    def readable(self, table):
        return self._columns.get(table, ([], []))[0]

    def unreadable(self, table):
        return self._columns.get(table, ([], []))[1]

    @cached_property
    def _columns(self):
        """Table → columns that this role may read, and those that it may not."""
        tables = [*PLACES, PROMISE, "dialogue_remark", "dialogue_evidencefile"]
        found = fetched(
            "SELECT c.relname, a.attname, has_column_privilege(c.oid, a.attname, 'SELECT') "
            "FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid "
            "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' "
            "AND c.relname = ANY(%s) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum",
            tables,
        )
        columns = {table: ([], []) for table in tables}
        for table, column, may_read in found:
            columns[table][0 if may_read else 1].append(column)
        return columns
