from django.urls import path

from trust import views

app_name = "trust"
urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("how-we-count/", views.method, name="method"),
    path("<int:pk>/", views.relationship, name="relationship"),
    path("<int:pk>/timeline/", views.timeline, name="timeline"),
    path("<int:pk>/<slug:dimension>/", views.ledger, name="ledger"),
    path("<int:pk>/<slug:dimension>/ledger.csv", views.ledger_csv, name="ledger_csv"),
]
