"""What a property says about its maker, judged by its name: XMP, PNG, PDF, office and sound."""

import re

ABOUT = {
    "place": r"gps|location|city|country|latitude|longitude|xyz|geotag",
    "device": r"tool|software|^make$|model|serial|lens|producer|device|application|appversion|template|encod|generator|^tsse$|^too$",
    "author": r"creator$|author|artist|copyright|rights|owner|modifiedby|byline|company|manager|publisher|printedby|^art$|^tpe\d$|^tcom$",
    "times": r"time|date|created$|modified$|^td\w\w$|^tyer$|^day$",
    "title": r"title|description|subject|keyword|comment|category|headline|caption|album|^nam$|^alb$|^tit\d$|^talb$|^comm",
}
ABOUT = {code: re.compile(pattern) for code, pattern in ABOUT.items()}

# Not properties, but the scaffolding of XMP.
XMP_PROPERTY = re.compile(rb"(?<=[\s<])(?!rdf:|xmlns:|x:|xml:)[A-Za-z]\w*:(\w+)")


def said_by(names):
    """The codes of what these names speak of; a name we do not know is still hidden data."""
    names = {re.sub(r"[\W_]", "", name.lower()) for name in names}
    codes = {code for code, about in ABOUT.items() if any(about.search(name) for name in names)}
    return codes or ({"hidden_data"} if names else set())


def said_by_xmp(packet):
    names = {name.decode("ascii", "ignore") for name in XMP_PROPERTY.findall(packet)}
    return said_by(names) | {"hidden_data"}
