from django.urls import path

from dialogue.views import contacts, meetings, promises, reports, rounds, today

app_name = "dialogue"
urlpatterns = [
    path("", today.today, name="today"),
    path("contacts/new/", contacts.contact_new, name="contact_new"),
    path("contacts/<int:pk>/", contacts.contact, name="contact"),
    path("contacts/<int:pk>/edit/", contacts.contact_edit, name="contact_edit"),
    path("conversations/", meetings.meeting_list, name="meetings"),
    path("conversations/new/", meetings.meeting_new, name="meeting_new"),
    path("conversations/<int:pk>/", meetings.meeting_page, name="meeting"),
    path("conversations/<int:pk>/edit/", meetings.meeting_edit, name="meeting_edit"),
    path("conversations/<int:pk>/cancel/", meetings.meeting_cancel, name="meeting_cancel"),
    path("conversations/<int:pk>/held/", meetings.meeting_hold, name="meeting_hold"),
    path("conversations/<int:pk>/recap/", meetings.meeting_recap, name="meeting_recap"),
    path("conversations/<int:pk>/agenda/", meetings.agenda_add, name="agenda_add"),
    path("conversations/<int:pk>/during/", meetings.during, name="during"),
    path("conversations/<int:pk>/ask/", rounds.round_ask, name="round_ask"),
    path("conversations/<int:pk>/answers/", rounds.decide, name="decide"),
    path("conversations/<int:pk>/afterwards/", reports.report, name="report"),
    path("conversations/<int:pk>/told/", meetings.purpose_told, name="purpose_told"),
    path(
        "conversations/<int:pk>/asked/<int:stakeholder_pk>/",
        meetings.partner_asked,
        name="partner_asked",
    ),
    path(
        "conversations/<int:pk>/agreed/<int:stakeholder_pk>/",
        meetings.endorsement_record,
        name="endorsement_record",
    ),
    path(
        "conversations/<int:pk>/link/<int:participation_pk>/",
        meetings.link_copy,
        name="link_copy",
    ),
    path("promises/", promises.promise_list, name="promises"),
    path("promises/new/", promises.promise_new, name="promise_new"),
    path("promises/<int:pk>/", promises.promise_page, name="promise"),
    path("promises/<int:pk>/accept/", promises.promise_accept, name="promise_accept"),
    path("promises/<int:pk>/refuse/", promises.promise_refuse, name="promise_refuse"),
    path("promises/<int:pk>/keep/", promises.promise_keep, name="promise_keep"),
    path("promises/<int:pk>/move/", promises.promise_move, name="promise_move"),
    path("promises/<int:pk>/break/", promises.promise_break, name="promise_break"),
    path("promises/<int:pk>/mend/", promises.promise_mend, name="promise_mend"),
    path("promises/<int:pk>/let-know/", promises.promise_let_know, name="promise_let_know"),
    path("questions/<int:pk>/", reports.question_answer, name="question_answer"),
]
