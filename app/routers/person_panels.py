"""Which panels the page of a person has, from top to bottom."""

from app.people.finding import PersonDetail
from app.routers.panels import PanelMaker

PERSON_PANELS: tuple[PanelMaker[PersonDetail], ...] = ()
