"""Three words that must be the same for everybody who answers an anonymous round (ANO-7, TH5).

Made from the round's digest: a second code, or another text for one person, gives other words. The
words stay English in every language, so that a poster in Tamil and a phone in Dutch can be compared.
"""

# 256 of them: a byte names a word, and none is likelier than another.
WORDS = """
acorn anchor apple arrow autumn badger banana barrel basket beach beaver bell berry bicycle
bird blanket boat book bottle bowl branch bread brick bridge brook broom brush bucket butter
button cabin camel candle carpet carrot castle cedar chair cherry chimney clay clock cloud
clover coat coconut coffee comet copper coral corn cotton cradle crane crown cup curtain
daisy dawn deer desert diamond dolphin door dragon dream drum duck eagle earth elbow ember
feather fence fern field finger fire fish flag flame flower flute forest fountain fox friend
frog garden gate ginger glass globe goat gold grape grass guitar hammer harvest hat hazel
heart hedge helmet hill honey horse house ice ink island ivory jacket jar jungle kettle key
kitchen kite ladder lake lamp lantern leaf lemon letter lily lion lizard lotus mango maple
marble market meadow melon mill mint mirror monkey moon morning mountain mouse mushroom
needle nest night north nut oak ocean olive onion orange orchard otter owl paint palm paper
parrot path peach pearl pebble pencil pepper piano pigeon pillow pine plate plum pocket pond
potato pumpkin quilt rabbit rain ribbon rice ring river road robin rocket roof rope rose
saddle sail salt sand scarf school seed seven shadow sheep shell ship shoe silk silver sky
snow soap song south spring squirrel stair star stone storm stream sugar summer sun swan
table tea temple tent thread thunder tiger tomato tower train tree triangle trumpet tulip
turtle umbrella valley velvet village violet wagon walnut water wheat wheel whistle willow
window winter wolf wool yellow zebra
""".split()  # noqa: SIM905


def check_words(digest):
    """Three words from a hexadecimal digest: “river lamp seven”."""
    return " ".join(WORDS[byte] for byte in bytes.fromhex(digest)[:3])
