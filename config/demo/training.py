"""A training programme in South India: two suppliers, and a history nobody had asked about.

Watch for: three changes of contact at Nilgiri and none at Kaveri, a date we moved alone, two points
we never answered, and a repair that goes on foot.
"""

from config.demo.tables import (
    INDIA,
    Asked,
    ByHand,
    Deed,
    Kind,
    Lapse,
    Mediator,
    Mode,
    Pact,
    Party,
    Person,
    Report,
    Risk,
    Said,
    Size,
    Stay,
    Talk,
    Touch,
    Touched,
    Vow,
    Wondered,
    Yes,
    accepted,
    agenda,
    agreed,
    asked_to_move,
    changed_alone,
    confirmed,
    deputy,
    handed_to,
    heard,
    kept,
    mend_confirmed,
    mended,
    met,
    otherwise,
)
from dialogue.actions.agreements import STANDARD_AGREEMENTS
from dialogue.models import ProcessAgreement

AT_KAVERI = "Worker–management dialogue training, Kaveri Threads"
AT_NILGIRI = "Worker–management dialogue training, Nilgiri Crest"

PARTIES = (
    Party(
        "kaveri",
        "Kaveri Threads Pvt. Ltd.",
        Kind.SUPPLIER,
        "Tiruppur",
        "India",
        "Tamil, English",
        by="Joris",
        since=-2920,
        about="Fashion, 620 workers. Eight years with the same two people: Joris, first as a buyer, "
        "and Ms Raghunathan. Once finished a programme with Vizhi, with good results.",
        persons=(
            Person(
                "Padma Raghunathan",
                "Merchandiser",
                "p.raghunathan@kaveri-threads.example.org",
                "ta",
            ),
        ),
        then=(
            deputy("Daan", -70, was_joint=True, note="Introduced by Joris in their weekly call."),
        ),
    ),
    Party(
        "nilgiri",
        "Nilgiri Crest Apparel Pvt. Ltd.",
        Kind.SUPPLIER,
        "Coimbatore",
        "India",
        "Tamil, English",
        by="Bram",
        since=-685,
        about="Fashion, 480 workers, part of them living in a hostel. They dealt with four buyers of "
        "ours in two years.\n\n"
        "A programme with Vizhi stopped here about three years ago, after two of six sessions. "
        "Nilgiri: nobody had told us that a union leader would teach. Vizhi: on freedom of "
        "association there is nothing to bargain. We did not know this when we invited both.",
        persons=(
            Person(
                "Suresh Manickam", "General manager", "s.manickam@nilgiri-crest.example.org", "ta"
            ),
            Person("Revathi Kannan", "Personnel", "r.kannan@nilgiri-crest.example.org"),
        ),
        then=(
            Stay("Sietske", -480),
            Stay("Ruud", -260),
            Stay(
                "Daan",
                -70,
                was_joint=True,
                note="With Mr Manickam and Ms Kannan: read out all open promises, the moved date "
                "first. One contact and a deputy for the next 24 months.",
            ),
            deputy("Joris", -70),
        ),
    ),
    Party(
        "vizhi",
        "Vizhi Community Trust",
        Kind.NGO,
        "Coimbatore",
        "India",
        "Tamil, English",
        by="Joris",
        since=-220,
        about="Designs and gives the training, and answers a phone line for hostel residents. The "
        "module about rights is not up for discussion; its form and its teacher are.",
        persons=(Person("Arulmozhi Devan", "Director", "director@vizhi-trust.example.org", "ta"),),
        then=(deputy("Daan", -70),),
    ),
    Party(
        "workers' union",
        "Thendral Workers’ Union",
        Kind.UNION,
        "Coimbatore",
        "India",
        "Tamil",
        by="Joris",
        since=-62,
        about="Taught parts of the programme elsewhere; not recognised at Nilgiri. A dispute about a "
        "dismissal there, nearly three years ago, was settled.",
        risk=Risk.YES,
        partner_was_asked=True,
        is_sensitive=True,
        persons=(
            Person(
                "General secretary",
                "Thendral Workers’ Union",
                "secretary@thendral-union.example.org",
                language="ta",
                key="workers' union's secretary",
            ),
        ),
        then=(deputy("Daan", -62),),
    ),
    Party(
        "hostel",
        "Women’s hostel residents’ circle",
        Kind.WORKERS,
        "Coimbatore",
        "India",
        "Tamil",
        by="Joris",
        since=-60,
        about="Speaks with us through Vizhi's phone line: themes only, no names and no numbers.",
        risk=Risk.YES,
        partner_was_asked=True,
        is_rights_holder=True,
        is_sensitive=True,
        then=(deputy("Daan", -60),),
    ),
    Party(
        "committee",
        "Worker committee Nilgiri (to be elected)",
        Kind.WORKERS,
        "Coimbatore",
        "India",
        "Tamil",
        by="Joris",
        since=-60,
        about="Does not exist yet. Until it does, nobody at Nilgiri was chosen to speak for the "
        "workers; the hostel circle speaks for itself only.",
        risk=Risk.NOT_SURE,
        is_rights_holder=True,
        is_sensitive=True,
    ),
)

SUNDAYS = "Sessions, but not on Sundays"

KAVERI_ROUND = Asked(
    opens=-205,
    closes=-190,
    message="We would like to offer a training in which workers and managers learn to talk with each "
    "other. What would make it worth your while?",
    agreements=tuple(STANDARD_AGREEMENTS),
    decided=-201,
    told=-201,
    answers=(
        Said(
            "Padma Raghunathan",
            -203,
            "agenda",
            "We join. Please no sessions on Sundays; people go home then.",
            agenda(SUNDAYS, "Of course. Saturdays before lunch, or weekdays; you choose."),
            found=met(-96, "Not one Sunday."),
        ),
    ),
)

UNANSWERED_ROUND = Asked(
    opens=-205,
    closes=-190,
    message="We start a training programme with Vizhi Community Trust. Please let us know your wishes.",
    answers=(
        Said(
            "Suresh Manickam",
            -203,
            "agenda",
            "Production is full this season. When would this be, and for how many people at a time?",
        ),
        Said("Suresh Manickam", -200, "safety", "Who else is involved in this programme?"),
    ),
)

TEACHERS = "Who teaches what"
COMPLAINTS = "If workers come to us with a complaint"
RIGHTS = "Module 4, about rights: its words and its teacher"
ROOM = "Which day, and who is in the room"

DECISION_ROUND = Asked(
    opens=-35,
    closes=-30,
    message="Soon you decide whether you join, and with which modules. What has to be clear before that?",
    decided=-29,
    told=-28,
    answers=(
        Said(
            "Suresh Manickam",
            -34,
            "safety",
            "No visitors on the lines during shipment weeks.",
            otherwise(
                "Your shipment weeks are in our calendar; in those weeks nobody of us travels."
            ),
        ),
        Said(
            "Suresh Manickam",
            -34,
            "agenda",
            "Tell us who teaches what, before we say yes.",
            agenda(
                TEACHERS,
                "You get all names and roles on paper five days before. Last time you did not.",
            ),
        ),
        Said(
            "Revathi Kannan",
            -33,
            "change",
            "What if workers start complaining to you instead of to us?",
            agenda(
                COMPLAINTS, "A fair worry. We show what we pass on to you, and what we never do."
            ),
        ),
        Said(
            "Arulmozhi Devan",
            -33,
            "agenda",
            "Module 4 stays.",
            agenda(RIGHTS, "It stays. What we talk about is who opens it, and in which words."),
        ),
        Said(
            "Arulmozhi Devan",
            -33,
            "change",
            "We want to hear a date from the two of you together, not from the buyer alone.",
            otherwise(
                "Agreed. No date any more without the yes of all three; we did that wrong once."
            ),
        ),
        Said(
            "workers' union's secretary",
            -32,
            "agenda",
            "பெயர் சொல்லப்படாத பிரச்சினையாக நாங்கள் இருக்க விரும்பவில்லை.",
            agenda(RIGHTS, "You are named, in words that all parties have seen before."),
            english="We do not want to be the problem that nobody names.",
        ),
        Said(
            "hostel",
            -31,
            "agenda",
            "ஞாயிற்றுக்கிழமை வேண்டாம்.",
            agenda(ROOM, "Not on Sundays; only which weekday is still open."),
            channel=ByHand.PARTNER,
            english="Not on Sundays.",
        ),
        Said(
            "hostel",
            -31,
            "change",
            "பயிற்சி தருபவர் ஒரு பெண்ணாக இருக்கட்டும்.",
            agenda(ROOM, "Vizhi has two women who can teach all modules. We propose them."),
            channel=ByHand.PARTNER,
            english="Let a woman give the training.",
        ),
        Said(
            "hostel",
            -31,
            "safety",
            "மேலாளர் அறையில் இருக்கக் கூடாது.",
            agenda(ROOM, "We propose separate rooms for the first three sessions."),
            channel=ByHand.PARTNER,
            english="The manager must not be in the room.",
        ),
    ),
)

EVERYBODY = (
    "Suresh Manickam",
    "Revathi Kannan",
    "Arulmozhi Devan",
    "workers' union's secretary",
    "hostel",
)

TALKS = (
    Talk(
        "start",
        AT_KAVERI,
        "Starting the training at Kaveri",
        day=-165,
        clock="12:00",
        zone=INDIA,
        by="Joris",
        planned=-206,
        guests=("Padma Raghunathan", "Arulmozhi Devan"),
        aim="To plan the training together: when, for whom, and what we each put in.",
        can_change="Days, groups and the order of the modules.",
        can_not_change="The module about rights is part of it.",
        next="First session within three weeks.",
        points=(SUNDAYS, "Who pays the hours"),
        asked=(KAVERI_ROUND,),
        lines=(
            agreed("Saturdays before lunch, six sessions.", SUNDAYS),
            heard("Supervisors are more nervous about it than workers.", "Who pays the hours"),
        ),
        questions=(
            Wondered(
                "kaveri",
                "May the supervisors have a session of their own first?",
                "Yes; Vizhi begins with them, a week earlier.",
                answered=-160,
            ),
        ),
        report=Report("Six Saturdays, supervisors first, hours paid by us.", day=-158),
    ),
    Talk(
        "look back",
        AT_KAVERI,
        "Looking back at six sessions",
        day=-97,
        clock="12:00",
        zone=INDIA,
        by="Joris",
        planned=-112,
        guests=("Padma Raghunathan", "Arulmozhi Devan"),
        aim="Forty-one workers and nine managers took part. What did it change?",
        points=("What changed on the floor", "What others may hear about it"),
        lines=(
            heard("People ask before they shout.", "What changed on the floor"),
            agreed(
                "Kaveri lets us tell its story to others, without figures.",
                "What others may hear about it",
            ),
        ),
        report=Report("Everybody would do it again, with shorter sessions.", day=-90),
    ),
    Talk(
        "invitation",
        AT_NILGIRI,
        "Introduction of the training programme",
        day=-180,
        clock="11:00",
        zone=INDIA,
        by="Ruud",
        planned=-206,
        guests=("Suresh Manickam",),
        aim="Start of the training programme with Vizhi Community Trust.",
        purpose_was_shared=False,
        points=("The programme",),
        asked=(UNANSWERED_ROUND,),
        were_agreements_recapped=False,
        lines=(
            heard("It is peak season, and a key manager is on leave.", "The programme"),
            heard("Nilgiri would like to know who else is involved.", "The programme"),
        ),
        report=Report(
            "We told you about the programme, and you asked who takes part. The outline follows.",
            day=-172,
        ),
    ),
    Talk(
        "at the table",
        AT_NILGIRI,
        "How we want to talk with each other",
        day=-40,
        clock="10:00",
        zone=INDIA,
        mode=Mode.IN_PERSON,
        place="Nilgiri Crest, Coimbatore",
        by="Joris",
        colleagues=("Daan",),
        planned=-52,
        guests=EVERYBODY,
        aim="Not about the training yet. First how we talk, what went wrong before, and what we do "
        "instead. Samuel Irudhayam, mediator, leads; all four parties agreed to him.",
        can_change="Nearly everything about the form. The programme can still be declined.",
        can_not_change="What happened before; we can only say it out loud.",
        next="We ask once more what you expect, and then you decide.",
        points=(
            "What happened three years ago",
            "What happened this year",
            "How we talk from now on",
        ),
        were_agreements_recapped=False,
        lines=(
            heard(
                "Invited without asking → we ask about earlier experience first.",
                "What happened three years ago",
            ),
            heard("A date moved alone → no date without your yes.", "What happened this year"),
            heard(
                "A teacher as a surprise → names and roles on paper, fifteen days before. Concerns "
                "are about form, not about persons.",
                "What happened this year",
            ),
            agreed("Tamil first, English after.", "How we talk from now on"),
        ),
        questions=(
            Wondered(
                "nilgiri",
                "Who is Mr Irudhayam paid by?",
                "By us, for a fixed number of days. He may stop at any time and tell you why.",
                answered=-38,
            ),
        ),
        report=Report(
            "Everybody told their side of the story, and the agreements were written together. Next "
            "we ask once more what you expect.",
            day=-35,
        ),
    ),
    Talk(
        "decision",
        AT_NILGIRI,
        "Joining or not, and with which modules",
        day=7,
        clock="10:30",
        zone=INDIA,
        mode=Mode.HYBRID,
        place="Nilgiri Crest, Coimbatore",
        by="Joris",
        planned=-36,
        guests=EVERYBODY,
        aim="To decide together whether the training comes to Nilgiri, and in which form. No is a "
        "possible answer.",
        can_change="Whether, when, with whom and in which words.",
        can_not_change="If it comes, rights are part of it; a neutral labour lawyer can open that part.",
        next="What is decided goes round on paper within a week, in Tamil and English.",
        points=(TEACHERS, COMPLAINTS, RIGHTS, ROOM),
        asked=(DECISION_ROUND,),
    ),
)

NOBODY_IS_ASKED = "Nobody is asked who called whom."

PACTS = (
    Pact(
        AT_KAVERI,
        "Joris",
        proposed=-205,
        answers=(Yes("Padma Raghunathan", -203), Yes("Arulmozhi Devan", -202)),
    ),
    Pact(
        AT_NILGIRI,
        "Joris",
        proposed=-40,
        lines=(
            "Nobody is turned away as a person; concerns are about form and timing.",
            NOBODY_IS_ASKED,
            "A change of trainers is announced fifteen days before.",
            ProcessAgreement.Standard.EVERYONE_FOLLOWS,
            "Each meeting begins with what was kept since the last one.",
        ),
        answers=(
            Yes("Arulmozhi Devan", -39),
            Yes("Suresh Manickam", -38),
            Yes(
                "workers' union's secretary",
                -38,
                remark="சரி. ஆனால் எங்கள் பெயர் அறிக்கையில் இருக்க வேண்டும்.",
            ),
            Yes("hostel", -37, "Read out over the phone line by Vizhi; agreed.", told_to="Joris"),
        ),
    ),
)

LAPSES = (
    Lapse(
        AT_NILGIRI,
        NOBODY_IS_ASKED,
        happened=-33,
        noticed=-33,
        party="nilgiri",
        harmed="hostel",
        words="A supervisor asked residents of the hostel who had called the phone line.",
        recorded_by="Joris",
        is_serious=True,
        deeds=(
            Deed(
                -31,
                "Joris",
                "Mr Irudhayam and Mr Manickam spoke with the supervisor; a letter to all "
                "supervisors was read out at both shifts.",
            ),
        ),
    ),
)

SAMUEL = Mediator(
    AT_NILGIRI,
    "Samuel Irudhayam",
    about="Mediator in Coimbatore, once a labour judge. Has worked with none of us before.",
    paid_by="By Noordkade, for a fixed number of days; the contract is open to all parties",
    by="Joris",
    proposed=-52,
    answers=(
        Yes("Suresh Manickam", -51),
        Yes("Arulmozhi Devan", -51),
        Yes(
            "workers' union's secretary",
            -50,
            remark="அவர் எங்களைத் தனியாகவும் சந்திக்க வேண்டும்.",
        ),
        Yes("hostel", -50, "Told over the phone line by Vizhi; agreed.", told_to="Joris"),
    ),
)

PROMISES = (
    Vow(
        "Pay the costs of the samples",
        to=("nilgiri",),
        made=-360,
        due=-330,
        owner="Sietske",
        steps=(
            kept(-330, "Sietske", "Transferred."),
            confirmed(-203, "Suresh Manickam", "Received."),
        ),
    ),
    Vow(
        "Send the outline of the programme, and who takes part in it, in writing",
        to=("nilgiri",),
        made=-180,
        due=-170,
        owner="Ruud",
        talk="invitation",
        steps=(
            handed_to("Daan"),
            kept(-55, "Daan", "Sent nearly four months late, with an apology."),
            mended(
                -55,
                "Daan",
                "Called first, then sent. The outline now has the names of the trainers, which was "
                "what you had asked for.",
            ),
            confirmed(-50, "Suresh Manickam", "It came, late."),
            mend_confirmed(-50, "Suresh Manickam", "For us this one is settled."),
        ),
    ),
    Vow(
        "Start the training at Nilgiri in the week we agreed",
        to=("nilgiri",),
        made=-180,
        due=-140,
        size=Size.LARGE,
        owner="Ruud",
        talk="invitation",
        steps=(
            changed_alone(
                -150,
                "Ruud",
                -95,
                "The trainers are still at Kaveri. Nilgiri was told afterwards.",
            ),
            handed_to("Daan"),
            asked_to_move(
                -15,
                "Daan",
                35,
                "After your shipment weeks, as we went through it by phone. Until you say yes, the "
                "first date stands here as the one we did not keep.",
            ),
        ),
    ),
    Vow(
        "Pay the hours of workers and supervisors in training",
        to=("kaveri",),
        made=-165,
        due=-95,
        size=Size.LARGE,
        owner="Joris",
        talk="start",
        steps=(
            kept(-98, "Joris", "All six sessions, by bank transfer."),
            confirmed(-93, "Padma Raghunathan"),
        ),
    ),
    Vow(
        "Pay the hours of workers in training",
        to=("nilgiri", "hostel"),
        made=-40,
        due=-25,
        size=Size.LARGE,
        owner="Daan",
        by="Joris",
        talk="at the table",
        steps=(
            accepted(-39, "Daan"),
            kept(-25, "Daan", "The letter of guarantee is signed and with Ms Kannan."),
        ),
    ),
    Vow(
        "Send names and roles of all trainers on paper, in Tamil and English",
        to=("nilgiri", "vizhi", "workers' union"),
        made=-28,
        due=2,
        owner="Joris",
        talk="decision",
    ),
    Vow(
        "Tell all supervisors in writing that nobody is asked who called the phone line",
        to=("nilgiri",),
        made=-33,
        due=-30,
        by="Joris",
        is_theirs=True,
        steps=(kept(-31, "Joris", "Letter seen by Mr Irudhayam; read out at both shifts."),),
    ),
)

CONTACTS = (
    Touch(
        -2915,
        "Padma Raghunathan",
        Touched.INTRODUCTION,
        "Joris",
        "Our first call: she had a list of questions about us, and that was a good beginning.",
    ),
    Touch(
        -690,
        "Padma Raghunathan",
        Touched.VISIT,
        "Joris",
        "Two days at the plant. Lunch with the cutting room.",
    ),
    Touch(
        -420,
        "Padma Raghunathan",
        Touched.CALL,
        "Joris",
        "Told her that I move from buying to responsible business, and that she keeps me.",
    ),
    Touch(
        -310,
        "Padma Raghunathan",
        Touched.MEAL,
        "Joris",
        "Dinner when she was at the fair in Utrecht.",
    ),
    Touch(
        -216,
        "Arulmozhi Devan",
        Touched.INTRODUCTION,
        "Joris",
        "Introduction. He asked what we would do if a supplier says no; a good question.",
    ),
    Touch(
        -204,
        "Padma Raghunathan",
        Touched.CALL,
        "Joris",
        "Weekly call. Told her about the training before the mail came; she asked good questions.",
    ),
    Touch(
        -200,
        "Suresh Manickam",
        Touched.MESSAGE,
        "Ruud",
        "Antwoord op onze uitnodiging: de productie zit vol dit seizoen.",
    ),
    Touch(
        -200,
        "Arulmozhi Devan",
        Touched.CALL,
        "Joris",
        "He mentions that an earlier programme at Nilgiri was broken off after two of six sessions. We "
        "had not asked, and should have asked before inviting anybody.",
    ),
    Touch(
        -185,
        "Suresh Manickam",
        Touched.CALL,
        "Ruud",
        "Korte antwoorden, vraagt wie er nog meer bij betrokken is. Kan ook de piek zijn.",
    ),
    Touch(
        -160,
        "Suresh Manickam",
        Touched.MESSAGE,
        "Ruud",
        "Hostel list came without numbers. A key manager is on leave, he writes.",
    ),
    Touch(
        -130,
        "Padma Raghunathan",
        Touched.CALL,
        "Joris",
        "Third session was the liveliest so far. Talked about mangoes as well.",
    ),
    Touch(
        -70,
        "Suresh Manickam",
        Touched.CALL,
        "Daan",
        "Overdracht samen met Ruud en Nilgiri. Alle open toezeggingen voorgelezen, de verschoven datum eerst.",
    ),
    Touch(
        -64,
        "Suresh Manickam",
        Touched.MESSAGE,
        "Joris",
        "Dear Mr Manickam,\n\nWhat this training is for, what we ask of you and what you may ask of us "
        "is on one page, in Tamil and English. It can still be declined.\n\nJoris Wennekes",
        subject="What the training is for, on one page",
    ),
    Touch(
        -62,
        "Suresh Manickam",
        Touched.INTRODUCTION,
        "Daan",
        "First introduction, without an agenda. It should have come before everything else.",
    ),
    Touch(
        -62,
        "workers' union's secretary",
        Touched.INTRODUCTION,
        "Joris",
        "Introduction. They had heard of the programme from others; that is on us.",
    ),
    Touch(
        -60,
        "Arulmozhi Devan",
        Touched.CALL,
        "Joris",
        "Their side of the earlier programme: the teacher had been agreed, they believed, and the "
        "principle is not for sale. Lesson: ask who teaches, before asking who joins.",
    ),
    Touch(
        -60,
        "Suresh Manickam",
        Touched.CALL,
        "Joris",
        "Their side: nobody had told them beforehand who would teach. The principle was never the point.",
    ),
    Touch(
        -60,
        "workers' union's secretary",
        Touched.CALL,
        "Joris",
        "Their side: they became a problem that nobody named. Would teach again, if asked openly.",
    ),
    Touch(
        -58,
        "Suresh Manickam",
        Touched.MESSAGE,
        "Daan",
        "Dear Mr Manickam,\n\nWe invited you without asking about earlier experience, and we moved the "
        "date alone. Both were wrong. A new date is yours as much as ours; until we have it together, "
        "this stays open on our list, and you can see it there.\n\nDaan Ouwehand",
        subject="Two things we did wrong",
    ),
    Touch(
        -40,
        "Revathi Kannan",
        Touched.MEAL,
        "Daan",
        "Lunch in the canteen with Ms Kannan and her team.",
    ),
    Touch(
        -38,
        "hostel",
        Touched.MESSAGE,
        "Joris",
        "Mr Irudhayam passes on one sentence, with their consent: part of the group does not feel safe "
        "to speak yet. We do not ask further.",
    ),
    Touch(
        -32,
        "Suresh Manickam",
        Touched.CALL,
        "Joris",
        "Heard that a supervisor had asked who called the phone line. Mr Manickam and Mr Irudhayam "
        "spoke with him the next day; a letter to all supervisors follows.",
    ),
    Touch(
        -16,
        "Suresh Manickam",
        Touched.CALL,
        "Daan",
        "Two dates for the start looked at; he asks his planner. Agreed to put it in writing together.",
    ),
    Touch(
        -8,
        "Padma Raghunathan",
        Touched.CALL,
        "Joris",
        "Weekly call. The colours of the new collection, and who wins the cricket.",
    ),
    Touch(
        -5,
        "Arulmozhi Devan",
        Touched.CALL,
        "Joris",
        "Went through the list of trainers for the paper that is due.",
    ),
)


def tell(story):
    story.meet(PARTIES)
    story.talk(TALKS)
    story.bring_in((SAMUEL,))
    story.agree(PACTS)
    # What Vizhi told us for them counts when they could say otherwise: the line got their link.
    story.hand_of("hostel", -37)
    story.own_up(LAPSES)
    story.promise(PROMISES)
    story.keep_in_touch(CONTACTS)
    story.set_a_pin("decision", "Suresh Manickam")
