from app.embedded.roles import RolePasswords, prepare_database, url_for
from app.embedded.services import Services
from tests.embedded.test_services import ask

ADMIN = "postgresql+asyncpg://postgres:secret@db.example:5433/postgres?ssl=require"


def test_the_address_of_a_role_keeps_server_and_options() -> None:
    address = url_for(ADMIN, "liuhen_app", "a/b@c")

    assert address == (
        "postgresql+asyncpg://liuhen_app:a%2Fb%40c@db.example:5433/liuhen?ssl=require"
    )


async def test_preparing_again_changes_nothing_but_the_passwords(services: Services) -> None:
    words = RolePasswords(*map(services.directory.password, ("owner", "app", "auditor")))

    await prepare_database(services.admin_url, words)

    assert await ask(services.app_url, "SELECT current_user::text") == "liuhen_app"
    assert await ask(services.auditor_url, "SELECT current_user::text") == "liuhen_auditor"
