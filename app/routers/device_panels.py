"""Which panels the page of a device has, from top to bottom."""

from app.devices.queries import DeviceDetail
from app.routers.devices_facts import facts_panel, history_panel
from app.routers.devices_service_panel import service_panel
from app.routers.enrolment_panel import terminal_panel
from app.routers.holding_panels import device_holding_panel
from app.routers.panels import PanelMaker

DEVICE_PANELS: tuple[PanelMaker[DeviceDetail], ...] = (
    facts_panel,
    device_holding_panel,
    service_panel,
    terminal_panel,
    history_panel,
)
