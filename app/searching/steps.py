"""The steps of a search as statements, each made once for every shape.

A step is one statement: the keys of the page, the figures, and what the next step has to know.
Numbers that the planner shall see are part of the shape; there are few of them.
"""

from functools import lru_cache
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    DateTime,
    FromClause,
    Select,
    Text,
    TextualSelect,
    Uuid,
    bindparam,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import TypeEngine

from app.searching.shaping import Question, Towards, holds_words, in_order, is_older, unseen

_MOST = 512


@lru_cache(maxsize=_MOST)
def listing(
    shown: Question, counted: Question, towards: Towards, page: int, most: int
) -> TextualSelect:
    """Return the rows of a page and the figures of the newest rows beside it."""
    newest = _named("hits", select(counted.rows(None, most)))
    if shown == counted and towards is None:
        return _step(towards, page, newest)
    rows = _named("hits", select(shown.rows(towards, page)))
    newest = _named("newest", select(counted.rows(None, most)))
    return _step(towards, page, rows, newest, figures_of="newest")


@lru_cache(maxsize=_MOST)
def walk(
    question: Question, towards: Towards, page: int, size: int, *, is_short: bool, has_parts: bool
) -> TextualSelect:
    """Return what holds the words among the next rows, and the furthest row looked at.

    A short walk also tells which ``share`` these are of the rows that lie there, whoever may find
    them, in millionths; it is estimated by how far as many rows of everybody reach.

    Args:
        question: What is asked.
        towards: Which way.
        page: So many keys are shown.
        size: So many rows are looked at.
        is_short: Whether all of them may be written down. A long walk ends where enough was
            found, so it is not written down before it is looked at.
        has_parts: Whether some rows shall tell which ``parts`` of the words they hold.
    """
    written = "MATERIALIZED" if is_short else "NOT MATERIALIZED"
    seen = _named("seen", select(question.rows(towards, size, question.at.words)), written)
    hits = _some_of(seen, towards).where(*holds_words(seen.c.words, question.words))
    rows = [_named("hits", hits), seen]
    table = question.at.moment.table.name
    share = _SHARE if is_short and not question.is_of_everybody else "NULL::bigint"
    others = _FURTHEST.replace("{share}", share)
    if has_parts:
        drawn = text(_DRAWN.format(table=table)).columns(words=Text())
        rows.append(drawn.cte("drawn").prefix_with("MATERIALIZED", dialect="postgresql"))
        others += _PARTS_HELD
    return _step(towards, page, *rows, others=others, table=table)


@lru_cache(maxsize=_MOST)
def by_pairs(
    question: Question, towards: Towards, page: int, compared: int, most: int, *, is_sliced: bool
) -> TextualSelect:
    """Return what holds the words by the index of pairs; see ``Question.held``."""
    held = question.held(towards, compared, most, is_sliced=is_sliced)
    return _step(towards, page, _named("hits", _some_of(held.subquery(), towards)))


def _some_of(rows: FromClause, towards: Towards) -> Select[*tuple[Any, ...]]:
    """Return the first of these rows, as many as are missing."""
    columns = (rows.c.moment, rows.c.key, rows.c.kind, rows.c.state)
    order = in_order(rows.c.moment, rows.c.key, towards)
    return select(*columns).order_by(*order).limit(unseen("missing", BigInteger()))


def _named(name: str, rows: Select[Any], written: str = "MATERIALIZED") -> CTE:
    """Return these rows under the name by which the text of a step asks for them.

    Names: ``hits`` are shown and counted, ``seen`` were looked at with their ``words``, ``drawn``
    are the words of some rows near and far.
    """
    return rows.cte(name).prefix_with(written, dialect="postgresql")


def _step(
    towards: Towards,
    page: int,
    *rows: CTE,
    figures_of: str = "hits",
    others: str = "",
    table: str = "",
) -> TextualSelect:
    names = {"figures_of": figures_of, "page": page, "table": table}
    names |= _NEWEST_FIRST if is_older(towards) else _OLDEST_FIRST
    asked = text((_PAGE + others).format(**names))
    if others:
        asked = asked.bindparams(bindparam("missing", type_=BigInteger))
    if _PARTS_HELD in others:
        asked = asked.bindparams(bindparam("parts", type_=ARRAY(Text)))
    return asked.columns(**_COLUMNS).add_cte(*rows)


_COLUMNS: dict[str, TypeEngine[Any]] = {
    "moment": DateTime(timezone=True),
    "key": Uuid(),
    "kind": Text(),
    "state": Text(),
    "number": BigInteger(),
    "share": BigInteger(),
}
_NEWEST_FIRST = {"turn": "DESC", "back": "ASC", "first": "max", "last": "min", "beyond": "<="}
_OLDEST_FIRST = {"turn": "ASC", "back": "DESC", "first": "min", "last": "max", "beyond": ">="}
_PAGE = """
    SELECT * FROM (
        SELECT moment, key, NULL::text AS kind, NULL::text AS state, NULL::bigint AS number,
            NULL::bigint AS share
        FROM hits ORDER BY moment {turn}, key {turn} LIMIT {page}
    ) AS page
    UNION ALL SELECT NULL, NULL, kind, state, count(*), NULL
    FROM {figures_of} GROUP BY kind, state"""
# Whoever has found enough looks no further, so there is no furthest row.
_FURTHEST = """
    UNION ALL SELECT * FROM (
        SELECT moment, key, NULL, NULL, (SELECT count(*) FROM seen), {share}
        FROM seen WHERE (SELECT count(*) FROM hits) < :missing
        ORDER BY moment {back}, key {back} LIMIT 1
    ) AS furthest"""
_SHARE = """(
            SELECT 1000000 * extract(epoch FROM near - of_all)
                / nullif(extract(epoch FROM near - far), 0)
            FROM (
                SELECT {first}(moment) AS near, {last}(moment) AS far, count(*) AS number FROM seen
            ) AS here, LATERAL (
                SELECT moment AS of_all FROM {table} WHERE moment {beyond} near
                ORDER BY moment {turn} OFFSET number - 1 LIMIT 1
            ) AS everybody
        )::bigint"""
# The newest rows alone would say of a year gone by that hardly any row bears it. So three rows each
# are drawn from a week to two years and a half before, since those of one day bear its date. Whose
# they are is not asked: nothing is told of them but which parts are rare, as in the index itself.
_DRAWN = """
    (SELECT words FROM seen LIMIT 60)
    UNION ALL
    SELECT far.words
    FROM (SELECT min(moment) AS moment FROM seen) AS here,
        generate_series(0, 12) AS number,
        LATERAL (
            SELECT words FROM {table}
            WHERE moment < here.moment - make_interval(days => (7 * 1.5 ^ number)::int)
            ORDER BY moment DESC LIMIT 3
        ) AS far"""
_PARTS_HELD = """
    UNION ALL SELECT NULL, NULL, part, (
        SELECT string_agg(CASE WHEN strpos(words, part) > 0 THEN '1' ELSE '0' END, '') FROM drawn
    ), NULL, NULL FROM unnest(:parts) AS part WHERE EXISTS (SELECT FROM drawn)"""
