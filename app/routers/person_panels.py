"""Which panels the page of a person has, from top to bottom."""

from app.people.finding import PersonDetail
from app.routers.holding_panels import person_devices_panel
from app.routers.panels import PanelMaker
from app.routers.people_panels import account_panel, facts_panel, postings_panel, roles_panel
from app.routers.qualification_panel import qualification_panel
from app.routers.training_panel import training_panel

PERSON_PANELS: tuple[PanelMaker[PersonDetail], ...] = (
    facts_panel,
    qualification_panel,
    roles_panel,
    person_devices_panel,
    training_panel,
    postings_panel,
    account_panel,
)
