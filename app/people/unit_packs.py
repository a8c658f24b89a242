"""Which regulation a new unit is registered with: a unit below an agency lives as its agency."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.errors import InvalidInputError
from app.models import Unit
from app.packs.load import read_text, shipped_packs
from app.people.laws import laws_of


async def pack_of_new_unit(session: AsyncSession, parent: Unit | None, named: str | None) -> str:
    """Return the regulation of a unit that is about to be registered.

    Below an agency it is the agency's; an agency of its own has to name one, because no
    regulation binds those who did not issue it (长子 24, 昌黎 23: each is its own bureau's).

    Raises:
        InvalidInputError: an agency names none, or a unit below one names another.
    """
    if parent is None:
        if named is None:
            raise InvalidInputError(_which(_NONE_NAMED))
        return named
    inherited = (await laws_of(session, [parent.id]))[parent.id].pack_id
    if named not in {None, inherited}:
        raise InvalidInputError(
            f"没有登记：上级单位“{parent.name}”适用{_title(inherited)}，下级单位随其机关适用同一规定，"
            f"不能另行适用{_title(str(named))}。请去掉 --pack 后重试。"
        )
    return inherited


_NONE_NAMED = "没有登记：独立机关须用 --pack 写明适用的规定，系统不代为选定。可选的有："


def _which(before: str) -> str:
    return before + "；".join(f"{each} {_title(each)}" for each in shipped_packs()) + "。"


def _title(pack_id: str) -> str:
    return f"《{read_text(pack_id).title}》"
