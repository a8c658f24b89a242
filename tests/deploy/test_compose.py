import re

import pytest

from app.settings import PROJECT_ROOT

COMPOSE = (PROJECT_ROOT / "compose.yaml").read_text()
SERVICES = dict(
    re.findall(
        r"^  ([\w-]+):\n((?:    .*\n|\n)+)",
        COMPOSE[COMPOSE.index("\nservices:\n") : COMPOSE.index("\nnetworks:\n")],
        re.MULTILINE,
    )
)
SECRET = re.compile(r"password\s*[:=]\s*\S", re.IGNORECASE)


def test_database_queue_three_steps_and_a_proxy_make_the_installation() -> None:
    assert set(SERVICES) == {"database", "queue", "roles", "migrate", "api", "worker", "proxy"}


@pytest.mark.parametrize("image", re.findall(r"image: (\S+)", COMPOSE))
def test_every_image_is_pinned_to_a_version(image: str) -> None:
    assert re.search(r":\d+\.\d+", image)


def test_only_the_proxy_can_be_reached_from_outside() -> None:
    assert [name for name, text in SERVICES.items() if "ports:" in text] == ["proxy"]


def test_the_api_believes_exactly_the_address_of_the_proxy() -> None:
    trusted = re.search(r"LIUHEN_TRUSTED_PROXY: (\S+)", SERVICES["api"])

    assert trusted is not None
    assert f"ipv4_address: {trusted[1]}" in SERVICES["proxy"]


def test_api_and_worker_wait_for_the_migration_and_it_for_the_roles() -> None:
    assert "migrate: {condition: service_completed_successfully}" in SERVICES["api"]
    assert "depends_on: *ready" in SERVICES["worker"]
    assert "roles: {condition: service_completed_successfully}" in SERVICES["migrate"]


@pytest.mark.parametrize("name", ["api", "worker"])
def test_the_running_service_never_holds_the_password_of_the_owner(name: str) -> None:
    assert "env_file" not in SERVICES[name]
    assert "owner" not in (PROJECT_ROOT / "deploy" / "service.env.example").read_text()


def test_no_password_is_written_down_in_the_file() -> None:
    assert SECRET.search(COMPOSE) is None


@pytest.mark.parametrize("name", ["database", "migrate", "roles", "service"])
def test_each_file_of_secrets_has_an_example(name: str) -> None:
    assert f"deploy/{name}.env" in COMPOSE
    assert (PROJECT_ROOT / "deploy" / f"{name}.env.example").exists()
