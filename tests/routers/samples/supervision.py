"""The figures of all units."""

from datetime import timedelta
from uuid import UUID

from app.policy.decision import Citation
from app.routers.supervision import SupervisionPage
from app.supervision.figures import Figures, UnitFigures
from tests.routers.samples.basics import ID, NOW

SUPERVISION = SupervisionPage(
    rows=(
        UnitFigures(ID, "汝州市水利局", 0, Figures(arrived=3, people=7)),
        UnitFigures(
            UUID(int=2),
            "水政监察大队",
            1,
            Figures(
                arrived=482,
                quarantined=2,
                damaged=5,
                unsettled=1,
                uncatalogued=31,
                oldest_uncatalogued_at=NOW - timedelta(days=4),
                people=12,
                certificates_expiring=1,
                certificates_expired=1,
                devices=18,
                devices_out_of_use=2,
                terminals=9,
                terminals_silent=1,
                holds=4,
            ),
        ),
    ),
    total=Figures(arrived=485),
    month="2026-11",
    previous="2026-10",
    following=None,
    basis=(Citation("shanxi", "《山西省行政执法全过程记录办法》第五条", "指导、协调和监督"),),
    shown_at=NOW,
)

PAGES = {
    "supervision": ("supervision/index.html", SUPERVISION),
}
