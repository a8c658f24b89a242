"""Which panels the page of a device has, from top to bottom."""

from app.devices.queries import DeviceDetail
from app.routers.panels import PanelMaker

DEVICE_PANELS: tuple[PanelMaker[DeviceDetail], ...] = ()
