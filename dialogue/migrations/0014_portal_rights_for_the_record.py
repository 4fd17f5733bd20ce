"""What the portal's database role may touch of the record, of agreements, and of breaches."""

from django.db import migrations

READS = {
    "dialogue_agreementdeparture": "",
    "dialogue_agreementparty": "",
    "dialogue_agreementsuggestion": "",
    "dialogue_breach": "",
    "dialogue_breachaction": "",
    "dialogue_breachverdict": "",
    "dialogue_chain": "",
    "dialogue_chainentry": "",
    "dialogue_consentkey": "",
    "dialogue_notice": "",
    "dialogue_promisechange": "new_words_id, drops, answers_id, new_owner_id, link_id",
    "dialogue_usedkey": "",
}
WRITES = [
    "agreementdeparture",
    "agreementsuggestion",
    "breach",
    "breachverdict",
]
SPEAKING = [f"dialogue_{name}" for name in WRITES]


def rights(verb, word):
    statements = [
        *(
            f"{verb} SELECT {f'({columns})' if columns else ''} ON {table} {word} te_voet_portal"
            for table, columns in READS.items()
        ),
        *(f"{verb} INSERT ON dialogue_{name} {word} te_voet_portal" for name in WRITES),
        *(
            f"{verb} USAGE ON SEQUENCE dialogue_{name}_id_seq {word} te_voet_portal"
            for name in WRITES
        ),
    ]
    return "".join(f"SELECT te_voet_if_role('te_voet_portal', '{each}');\n" for each in statements)


TRIGGERS = "".join(
    f"""
CREATE TRIGGER portal_speaks_for_them BEFORE INSERT ON {table}
    FOR EACH ROW EXECUTE FUNCTION te_voet_portal_speaks_for_them();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER portal_speaks_for_them;
"""
    for table in SPEAKING
)
NO_TRIGGERS = "".join(f"DROP TRIGGER portal_speaks_for_them ON {table};\n" for table in SPEAKING)


class Migration(migrations.Migration):
    dependencies = [("dialogue", "0013_what_the_record_notes")]

    operations = [
        migrations.RunSQL(rights("GRANT", "TO"), rights("REVOKE", "FROM")),
        migrations.RunSQL(TRIGGERS, NO_TRIGGERS),
    ]
