"""Where in the product a value of the law acts: the acts its rules decide, the rooms it fills."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.policy.acts import LABELS, Act
from app.policy.authorising import RULES
from app.policy.pack_keys import KEYS
from app.routers.shell import ROOMS

_RATIOS = tuple(key for key in KEYS if key.startswith("device.ratio."))
WHERE_IT_ACTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        **dict.fromkeys(_RATIOS, ("equipment",)),
        "device.budget": ("devices",),
        "device.fault": ("devices", "repair_ledger"),
        "device.kinds": ("devices",),
        "device.precheck.items": ("my_devices",),
        "device.repair.unauthorised": ("repair_ledger",),
        "device.usage_ledger": ("handovers", "device_usage"),
        "index.fields": ("inbox",),
        "organisation.entrusted": ("people",),
        "prohibited.acts": ("holds",),
        "qualification.required": ("handovers", "qualifications"),
        "recorder.certificate_kinds": ("handovers", "qualifications"),
        "recorder.certificates": ("qualifications",),
        "recorder.staff": ("people",),
        "retention.early_destruction": ("holds",),
        "secrecy": ("inbox",),
        "store.cutoff": ("deadlines",),
        "store.handin": ("upload_page",),
        "store.place": ("upload_page",),
        "supervision.superior": ("supervision",),
        "traceability": ("ledger",),
        "training.duty": ("trainings",),
    }
)
"""Rooms in which a value is shown or asked for, beside those of the acts that cite it."""

_ROOM_TEXTS = MappingProxyType({room.route: room.text for room in ROOMS})


@dataclass(frozen=True, slots=True)
class Place:
    """A place where a value acts; ``route`` only where the visitor has that room."""

    text: str
    route: str = ""


def places_of(keys: tuple[str, ...], rooms: frozenset[str]) -> tuple[Place, ...]:
    """Return where values act, each place once, as links into the rooms that are open."""
    found = dict.fromkeys(place for key in keys for place in _places(key, rooms))
    return tuple(found)


def acts_of(key: str) -> tuple[Act, ...]:
    """Return the acts whose rule reads a key or cites its article."""
    return tuple(
        act
        for act, rule in RULES.items()
        if key in rule.cites
        or any(key in ground.cites or key == ground.role_key for ground in rule.grounds)
    )


def _places(key: str, rooms: frozenset[str]) -> Iterator[Place]:
    for act in acts_of(key):
        room = next((each.route for each in ROOMS if each.act is act), "")
        yield Place(LABELS[act], room if room in rooms else "")
    for route in WHERE_IT_ACTS.get(key, ()):
        yield Place(_ROOM_TEXTS[route], route if route in rooms else "")
