"""Which panels the page of a person has, from top to bottom."""

from app.people.finding import PersonDetail
from app.routers.panels import PanelMaker
from app.routers.qualification_panel import qualification_panel
from app.routers.training_panel import training_panel

PERSON_PANELS: tuple[PanelMaker[PersonDetail], ...] = (qualification_panel, training_panel)
