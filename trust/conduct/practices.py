"""What can be done about an open fact, and what to say along with it."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, eq=False)  # compared by identity: comparing labels would translate them
class Practice:
    """Something we can do about open facts of the named kinds, and what to say along with it."""

    slug: str
    label: str
    alongside: str
    kinds: tuple[str, ...]


PRACTICES = (
    Practice(
        "keep_or_agree_new_date",
        _("Keep it now, or agree a new date together"),
        _("Say openly why it is late"),
        ("promise_late_8_days", "promise_late_31_days"),
    ),
    Practice(
        "put_change_to_them",
        _("Put the change to them after all, and let them choose"),
        _("Say that you should have asked first"),
        ("promise_changed_alone",),
    ),
    Practice(
        "make_up_for_promise",
        _("Own up to the broken promise and agree what takes its place"),
        _("Ask what it has cost them"),
        ("promise_broken",),
    ),
    Practice(
        "answer_expectations",
        _("Answer every expectation that is still waiting, with the reason"),
        _("A clear no is better than silence"),
        ("expectation_undecided",),
    ),
    Practice(
        "send_report",
        _("Send what you owe them: what they said and what you did with it"),
        _("Name the day on which the next report comes"),
        ("report_missing",),
    ),
    Practice(
        "agree_report_dates",
        _("Admit that the report came late, and agree when the next one comes"),
        _("Ask what they had needed it for"),
        ("report_late",),
    ),
    Practice(
        "mend_agreement",
        _("Act on the breached agreement and ask whether that is enough"),
        _("Tell everybody who made the agreement what you did"),
        ("agreement_breached", "breach_left"),
    ),
    Practice(
        "resume_contact",
        _("Get in touch now, and choose together a rhythm you can keep"),
        _("Ask how they are doing before anything else"),
        ("rhythm_missed",),
    ),
    Practice(
        "get_acquainted",
        _("Make time to get acquainted, without an agenda"),
        _("Tell something about yourself as well"),
        ("introduction_skipped",),
    ),
    Practice(
        "answer_questions",
        _("Answer the open questions, or say when the answer will come"),
        _("Ask whether the answer helps them"),
        ("question_overdue",),
    ),
    Practice(
        "hand_over_together",
        _("Hold the handover together after all, going through the open promises"),
        _("Say who they deal with from now on, and who the deputy is"),
        ("contact_changed_without_handover",),
    ),
    Practice(
        "stay_the_same_person",
        _("Agree who they deal with and who the deputy is, and keep it that way"),
        _("Show that you have read what went before"),
        ("contact_handed_over", "attended_by_somebody_else"),
    ),
    Practice(
        "take_topic_back",
        _("Take the topic off the table until they are ready, with a day to look again"),
        _("Ask how and where they would want to talk about it"),
        ("topic_forced",),
    ),
    Practice(
        "state_purpose",
        _("State the purpose now: what can change, what cannot, and who will see it"),
        _("Ask whether they still want to take part on these terms"),
        ("purpose_missing",),
    ),
    Practice(
        "share_information",
        _("Share what is still owed now, and agree dates for what follows"),
        _("Say openly why it is late"),
        ("information_shared_late",),
    ),
    Practice(
        "correct_together",
        _("Check the facts together before the next version goes out"),
        _("Say what was wrong and who noticed it"),
        ("correction_after_challenge", "information_revised_again"),
    ),
    Practice(
        "limit_harm_of_disclosure",
        _("Tell them what came out and to whom, and do first what keeps people safe"),
        _("Ask what they need from you now"),
        ("confidence_breached",),
    ),
    Practice(
        "raise_it_directly",
        _("Raise the matter with them directly, and set right what was said to others"),
        _("Say that they should have heard it first"),
        ("talked_behind_their_back",),
    ),
    Practice(
        "consult_on_ending",
        _("Consult them after all on what the end means for people, and how to soften it"),
        _("Bring the alternatives you have looked at"),
        ("relationship_ended_alone",),
    ),
    Practice(
        "prepare_visibly",
        _("Prepare the next meeting together, and finish three days ahead"),
        _("Say what you had not prepared last time"),
        ("preparation_skipped",),
    ),
    Practice(
        "make_process_agreements",
        _("Draft process agreements together and repeat them at the start"),
        _("Ask newcomers for their yes too"),
        ("process_agreements_absent",),
    ),
    Practice(
        "ask_consent_for_facilitator",
        _("Ask every party whether the facilitator may stay, and accept a no"),
        _("Say who pays and who chose"),
        ("facilitator_imposed",),
    ),
    Practice(
        "ask_about_history",
        _("Ask each side about earlier experience, and write down what was learned"),
        _("Say that you began without knowing"),
        ("history_found_afterwards",),
    ),
)
PRACTICE_FOR = {kind: practice for practice in PRACTICES for kind in practice.kinds}
