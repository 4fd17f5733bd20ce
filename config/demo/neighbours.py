"""Everybody else in the register: quieter relationships, so that there is something to search."""

from config.demo.tables import (
    Kind,
    Pact,
    Party,
    Person,
    Report,
    Risk,
    Talk,
    Touch,
    Touched,
    Vow,
    Wondered,
    Yes,
    agreed,
    confirmed,
    deputy,
    heard,
    kept,
    withdrawn_together,
)

SHOP_FLOOR = "Werkdruk in het distributiecentrum"
WOOD = "Hout uit gecontroleerde bossen"

PARTIES = (
    Party(
        "shop union",
        "Bond Winkel & Logistiek, afdeling IJssel",
        Kind.UNION,
        "Zwolle",
        "Netherlands",
        "Dutch",
        by="Joris",
        since=-600,
        about="Onze eigen collega's in winkels en distributiecentrum. Spreekt liever vroeg dan laat.",
        persons=(
            Person(
                "Bestuurder",
                "Bond Winkel & Logistiek",
                "bestuurder@winkel-logistiek.example.org",
                language="nl",
                key="shop union's official",
            ),
        ),
        then=(deputy("Femke", -300),),
    ),
    Party(
        "neighbours",
        "Buurtplatform De Kolk",
        Kind.COMMUNITY,
        "Zwolle",
        "Netherlands",
        "Dutch",
        by="Femke",
        since=-240,
        about="Bewoners rond het distributiecentrum. Het gaat over vrachtwagens in de vroege ochtend.",
        persons=(
            Person("Geertje Oosterloo", "Voorzitter", "info@dekolk.example.org", language="nl"),
        ),
    ),
    Party(
        "furniture",
        "Sao Bien Garden Furniture JSC",
        Kind.SUPPLIER,
        "Quy Nhơn",
        "Vietnam",
        "Vietnamese, English",
        by="Anouk",
        since=-900,
        about="Garden furniture, 210 workers. Asked us last year how to prove where its wood comes from.",
        persons=(
            Person("Trần Bảo Ngọc", "Export manager", "baongoc@saobien-garden.example.org", "vi"),
        ),
        then=(deputy("Femke", -900),),
    ),
    Party(
        "lamps",
        "Qingyun Garden Lighting Co., Ltd. 青云园灯",
        Kind.SUPPLIER,
        "Ningbo",
        "China",
        "Mandarin, English",
        by="Anouk",
        since=-420,
        about="Solar lamps. One visit so far; we do not know the subcontractors yet.",
        persons=(Person("He Yulan", "Sales", "heyulan@qingyun-lighting.example.org", "zh-hans"),),
    ),
    Party(
        "slate",
        "Associação Comunitária Vale da Ardósia",
        Kind.COMMUNITY,
        "Minas Gerais",
        "Brazil",
        "Portuguese",
        by="Femke",
        since=-130,
        about="Community between slate quarries. Worried about water and blasting times. First contact "
        "came through the sector fund.",
        risk=Risk.NOT_SURE,
        is_rights_holder=True,
    ),
    Party(
        "homeworkers",
        "Rahimpur Homeworkers’ Circle",
        Kind.WORKERS,
        "Rahimpur",
        "Bangladesh",
        "Bengali",
        by="Joris",
        since=-95,
        about="Women who stitch garden cushions at home, three steps away from us in the chain. "
        "Nothing is sent before a partner they trust has said that it is safe.",
        risk=Risk.NOT_SURE,
        is_rights_holder=True,
        is_sensitive=True,
    ),
    Party(
        "fund",
        "Sectorfonds Eerlijke Steen",
        Kind.SECTOR,
        "Utrecht",
        "Netherlands",
        "Dutch, English",
        by="Femke",
        since=-800,
        about="Betaalt de helft van de gespreksleider in Khimaj. Verzamelt wat leden leren.",
        persons=(
            Person(
                "Wietse Harkema", "Programmaleider", "w.harkema@eerlijke-steen.example.org", "nl"
            ),
        ),
        then=(deputy("Anouk", -400),),
    ),
    Party(
        "inspectorate",
        "Directorate of Labour, Karaova district",
        Kind.GOVERNMENT,
        "Karaova",
        "Türkiye",
        "Turkish",
        by="Joris",
        since=-88,
        about="Answered a question about working-time records, quickly and in plain words.",
        persons=(Person("Office for employers", "Desk", "isveren@karaova.example.org", "tr"),),
    ),
    Party(
        "soil",
        "Fondation Terre et Fil",
        Kind.NGO,
        "Antananarivo",
        "Madagascar",
        "French, Malagasy",
        by="Joris",
        since=-510,
        about="Works with raffia weavers. Quiet since the collection with raffia ended; they would like "
        "to hear whether it comes back.",
        persons=(
            Person("Hanta Ravelona", "Directrice", "direction@terre-et-fil.example.org", "fr"),
        ),
    ),
)

PRESSURE = "Roosters in drukke weken"
SPACE = "Omkleden in twee ploegen"
EARLY = "Vrachtwagens voor zeven uur"

TALKS = (
    Talk(
        "changing room",
        SHOP_FLOOR,
        "Het maandoverleg over de kleedruimte",
        day=-300,
        clock="10:00",
        by="Joris",
        language="nl",
        planned=-312,
        guests=("shop union's official",),
        aim="Twee ploegen kleden zich om in één ruimte. We willen horen wat dat in de weg zit.",
        points=(SPACE,),
        were_agreements_recapped=False,
        lines=(heard("Wie later begint, wacht op de gang.", SPACE),),
        report=Report(
            "Er komt een tweede kleedruimte, of wat na de verbouwing beter past.", day=-293
        ),
    ),
    Talk(
        "rosters",
        SHOP_FLOOR,
        "Roosters in de drukke maanden",
        day=-45,
        clock="15:00",
        by="Joris",
        language="nl",
        planned=-62,
        guests=("shop union's official",),
        aim="Vorig jaar kwamen de roosters te laat. We willen horen wat dat met mensen deed en wat er "
        "dit jaar anders moet.",
        can_change="Hoe vroeg het rooster er is en wie er over meepraat.",
        can_not_change="De openingstijden staan vast.",
        points=(PRESSURE,),
        lines=(
            heard("Een rooster van drie dagen van tevoren is voor ouders geen rooster.", PRESSURE),
            agreed("Het rooster voor de drukke weken hangt er vijf weken van tevoren.", PRESSURE),
        ),
        questions=(
            Wondered(
                "shop union",
                "Geldt dat ook voor uitzendkrachten?",
                "Ja, voor iedereen die bij ons werkt.",
                answered=-41,
            ),
        ),
        report=Report("Roosters komen vijf weken van tevoren, ook voor uitzendkrachten.", day=-38),
    ),
    Talk(
        "trucks",
        "Rust in de vroege ochtend",
        "Vrachtwagens in de vroege ochtend",
        day=28,
        clock="19:30",
        by="Femke",
        language="nl",
        place="Buurthuis De Kolk, Zwolle",
        mode="in_person",
        planned=-7,
        guests=("Geertje Oosterloo",),
        aim="U slaapt slecht door onze vrachtwagens. We willen met u bekijken wat er kan.",
        points=(EARLY,),
    ),
    Talk(
        "wood",
        WOOD,
        "Where the wood comes from",
        day=-34,
        clock="09:00",
        zone="Asia/Ho_Chi_Minh",
        by="Anouk",
        planned=-50,
        guests=("Trần Bảo Ngọc",),
        aim="You asked how to prove the origin of your wood. We would like to look at it together.",
        called_off=-36,
    ),
)

PACTS = (
    Pact(
        SHOP_FLOOR,
        "Joris",
        proposed=-60,
        lines=("Wat hier gezegd wordt, wordt buiten niet aan iemand toegeschreven.",),
        answers=(Yes("shop union's official", -58),),
    ),
)

PROMISES = (
    Vow(
        "Het rooster voor de drukke weken vijf weken van tevoren ophangen, ook voor uitzendkrachten",
        to=("shop union",),
        made=-45,
        due=42,
        owner="Joris",
        talk="rosters",
    ),
    Vow(
        "De cijfers over overuren van vorig jaar delen",
        to=("shop union",),
        made=-45,
        due=-31,
        owner="Joris",
        talk="rosters",
        steps=(
            kept(-33, "Joris", "Per afdeling, voor zover groepen groot genoeg zijn."),
            confirmed(-32, "shop union's official", "Ontvangen, helder."),
        ),
    ),
    Vow(
        "Een tweede kleedruimte inrichten",
        to=("shop union",),
        made=-300,
        due=-10,
        owner="Joris",
        talk="changing room",
        steps=(
            withdrawn_together(
                -40,
                "Joris",
                "De bond, in het maandoverleg: na de verbouwing is er geen behoefte meer aan.",
            ),
        ),
    ),
    Vow(
        "Pay for the course about proving where wood comes from",
        to=("furniture",),
        made=-80,
        due=-9,
        owner="Anouk",
        steps=(kept(-12, "Anouk", "Two places, paid; it begins after the typhoon season."),),
    ),
    Vow(
        "Laten weten hoe laat de eerste vrachtwagen komt",
        to=("neighbours",),
        made=-20,
        due=25,
        owner="Femke",
    ),
)

CONTACTS = (
    Touch(
        -240,
        "Geertje Oosterloo",
        Touched.INTRODUCTION,
        "Femke",
        "Kennisgemaakt bij haar thuis. Om half zes stond ik zelf naast een vrachtwagen; ze heeft gelijk.",
    ),
    Touch(
        -20, "Geertje Oosterloo", Touched.CALL, "Femke", "Gebeld over een avond om samen te kijken."
    ),
    Touch(
        -36,
        "Trần Bảo Ngọc",
        Touched.CALL,
        "Anouk",
        "A typhoon closes the road to the plant. We called the talk off together and look for a new week.",
    ),
    Touch(-410, "He Yulan", Touched.VISIT, "Anouk", "A first visit, friendly and short."),
    Touch(
        -128,
        "slate",
        Touched.CALL,
        "Femke",
        "Through an interpreter of the sector fund. They want to know who we are before they say more.",
    ),
    Touch(
        -90,
        "homeworkers",
        Touched.MESSAGE,
        "Joris",
        "Nog niets gestuurd. Eerst gezocht naar iemand die zij vertrouwen.",
    ),
    Touch(
        -66,
        "Wietse Harkema",
        Touched.MEAL,
        "Femke",
        "Lunch. Het fonds wil onze loonstrookjes als voorbeeld gebruiken; eerst Prerna Bhumi gevraagd.",
    ),
    Touch(
        -86,
        "Office for employers",
        Touched.MESSAGE,
        "Joris",
        "Gevraagd hoe lang urenlijsten bewaard moeten blijven. Binnen twee dagen antwoord.",
    ),
    Touch(
        -300,
        "Hanta Ravelona",
        Touched.CALL,
        "Joris",
        "The raffia bags are not in the new collection. She asked to be told if that changes.",
    ),
    Touch(
        -1,
        "shop union's official",
        Touched.CALL,
        "Joris",
        "Even bijgepraat. Het eerste rooster hangt er al.",
    ),
)


def tell(story):
    story.meet(PARTIES)
    story.talk(TALKS)
    story.agree(PACTS)
    story.promise(PROMISES)
    story.keep_in_touch(CONTACTS)
