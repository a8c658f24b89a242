"""Which panels the page of a person has, from top to bottom."""

from app.people.finding import PersonDetail
from app.routers.holding_panels import person_devices_panel
from app.routers.panels import PanelMaker

PERSON_PANELS: tuple[PanelMaker[PersonDetail], ...] = (person_devices_panel,)
