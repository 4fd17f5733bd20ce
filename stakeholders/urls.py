from django.urls import path

from stakeholders.views import stakeholders as views

app_name = "stakeholders"
urlpatterns = [
    path("", views.stakeholder_list, name="list"),
    path("new/", views.stakeholder_new, name="new"),
    path("<int:pk>/", views.stakeholder_page, name="page"),
    path("<int:pk>/edit/", views.stakeholder_edit, name="edit"),
    path("<int:pk>/assign/", views.stakeholder_assign, name="assign"),
    path("<int:pk>/persons/new/", views.person_new, name="person_new"),
    path("<int:pk>/persons/<int:person_pk>/", views.person_edit, name="person_edit"),
]
