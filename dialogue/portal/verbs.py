"""What somebody can do on their own page: each verb answers with a page."""

from dialogue.portal import agreeing, altering, fates, files, leaving, reporting, saying
from dialogue.portal.answering import (
    change_point,
    save_points,
    send_points,
    show_point,
    take_point_back,
)
from dialogue.portal.answering_pages import go_home, open_round_page
from dialogue.portal.pins import choose_beforehand, read_back

VERBS = {
    "send": send_points,
    "save": save_points,
    "answer": open_round_page,
    "home": go_home,
    "home_now": go_home,
    "point": show_point,
    "change": change_point,
    "take_back": take_point_back,
    "choose_pin": choose_beforehand,
    "read": read_back,
    "forward": fates.forward,
    **saying.VERBS,
    **leaving.VERBS,
    **agreeing.VERBS,
    **altering.VERBS,
    **files.VERBS,
    **reporting.VERBS,
}
