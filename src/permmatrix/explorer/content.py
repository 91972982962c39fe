"""What the page is told: the matrices as plain values, what several rows share said once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TypeVar

from permmatrix import model
from permmatrix.cell_wording import cell_words, obligation_titles
from permmatrix.conditions import Condition
from permmatrix.explorer.said import Json, cell_said, requirement_said
from permmatrix.explorer.together import hanging_together
from permmatrix.wording import all_of_words, finding_words, requirement_words

__all__ = ["content"]

Value = TypeVar("Value")


def content(matrices: model.MatrixSet, title: str) -> dict[str, Json]:
    """Give everything the page shows and decides by."""
    shapes = Shapes(matrices)
    return {
        "title": title,
        "tools": [_tool(tool) for tool in matrices.tools.values()],
        "granular": [_granular(it) for it in matrices.granular.values()],
        "conditions": [_condition(it) for it in matrices.conditions.values()],
        "together": [_together(*it) for it in hanging_together(matrices)],
        "platforms": _pairs(matrices.platforms),
        "obligations": _pairs(obligation_titles(matrices)),
        "matrices": [_matrix(it, matrices, shapes) for it in matrices.matrices],
        "shapes": shapes.said,
    }


class Shapes:
    """The shapes of rows by number: rows with the same cells on the same tool share one."""

    def __init__(self, matrices: model.MatrixSet) -> None:
        self.said: list[Json] = []
        self._tools = matrices.tools
        self._numbers: dict[str, int] = {}

    def number(self, row: model.Action) -> int:
        """Give the number of a row's shape, which is said when it is first met."""
        shape: dict[str, Json] = {
            "tool": row.tool,
            "guard": requirement_said(row.guard),
            "cells": [cell_said(row.cell(level.id)) for level in self._tools[row.tool].levels],
        }
        key = json.dumps(shape)
        if key not in self._numbers:
            self._numbers[key] = len(self.said)
            self.said.append(shape)
        return self._numbers[key]


def _tool(tool: model.Tool) -> Json:
    return _there(
        {
            "id": tool.id,
            "title": tool.title,
            "description": _line(tool.description),
            "default": tool.default_level,
            "levels": [_level(level) for level in tool.levels],
        }
    )


def _level(level: model.Level) -> Json:
    said = {
        "id": level.id,
        "title": level.title,
        "description": _line(level.description),
        "held_when": requirement_said(level.held_when),
    }
    return {**_there(said), "handed_out": level.handed_out}


def _granular(found: model.GranularPermission) -> Json:
    return _there(
        {
            "tool": found.tool,
            "id": found.id,
            "title": found.title,
            "description": _line(found.description),
        }
    )


def _condition(condition: Condition) -> Json:
    return _there(
        {
            "id": condition.id,
            "title": condition.title,
            "description": _line(condition.description),
            "decided": finding_words(condition.test),
        }
    )


def _together(ids: list[str], combinations: list[int]) -> Json:
    return [list[Json](ids), list[Json](combinations)]


def _matrix(matrix: model.Matrix, matrices: model.MatrixSet, shapes: Shapes) -> Json:
    return _there(
        {
            "id": matrix.id,
            "title": matrix.title,
            "tool": matrix.tool,
            "language": matrix.language,
            "description": _line(matrix.description),
            "source": _source(matrix.documented),
            "sections": _pairs(dict(matrix.sections)),
            "rows": [_row(row, matrix, matrices, shapes) for row in matrix.actions],
            "operations": [_operation(it) for it in matrix.operations],
            "advisories": [_advisory(it) for it in matrix.advisories],
            "notes": [_line(note.says) for note in matrix.notes],
            "doubts": [_doubt(it, matrix.tool, matrices) for it in _open(matrix.doubts)],
        }
    )


def _row(
    row: model.Action, matrix: model.Matrix, matrices: model.MatrixSet, shapes: Shapes
) -> Json:
    said: dict[str, Json] = {
        "id": row.id,
        "title": row.title,
        "section": row.section,
        "platforms": list(row.platforms),
        "offline": row.offline,
        "editions": _titles(row.editions, dict(matrix.editions)),
        "flags": _titles(row.flags, dict(matrix.flags)),
        "also": list(row.also_written),
        "description": _line(row.description),
        "not_cumulative": _line(row.not_cumulative),
        "notes": [_note(note, matrices.tools[row.tool]) for note in row.notes],
        "doubts": [_doubt(it, row.tool, matrices) for it in _open(row.doubts)],
        "source": _source(row.source),
    }
    return {**_there(said), "shape": shapes.number(row)}


def _operation(operation: model.Operation) -> Json:
    return _there(
        {
            "id": operation.id,
            "title": operation.title,
            "description": _line(operation.description),
            "any_of": list(operation.any_of),
        }
    )


def _advisory(advisory: model.Advisory) -> Json:
    return {"when": requirement_said(advisory.when), "says": _line(advisory.says)}


def _note(note: model.Note, tool: model.Tool) -> Json:
    return _there({"says": _line(note.says), "about": _columns(note.cells, tool)})


def _open(doubts: Iterable[model.Doubt]) -> list[model.Doubt]:
    return [doubt for doubt in doubts if not doubt.answered]


def _doubt(doubt: model.Doubt, tool: str, matrices: model.MatrixSet) -> Json:
    """Say a doubt, what is taken, and what would be taken instead."""
    taken = doubt.taken if doubt.reading is None else _cell(doubt.reading, tool, matrices)
    instead = (
        doubt.instead if doubt.alternative is None else _cell(doubt.alternative, tool, matrices)
    )
    return _there(
        {
            "why": _line(doubt.why),
            "about": _columns(doubt.cells, matrices.tools[tool]),
            "taken": _line(taken) or "As printed.",
            "instead": _line(instead),
        }
    )


def _cell(cell: model.Cell, tool: str, matrices: model.MatrixSet) -> str:
    titles = obligation_titles(matrices)
    if not isinstance(cell, model.When) or cell.requirement is None:
        return cell_words(cell, titles)
    limits = (
        all_of_words(titles[id_].rstrip(".") for id_ in cell.obligations)
        if cell.obligations
        else ""
    )
    words = f"given {requirement_words(cell.requirement, matrices, tool)}"
    return f"{words}, with: {limits}" if limits else words


def _columns(cells: Iterable[str], tool: model.Tool) -> Json:
    return [tool.level(level).title for level in cells]


def _source(found: model.Documented | None) -> Json:
    if found is None:
        return None
    parts = (found.title, found.section, found.publisher)
    return _there(
        {
            "words": ", ".join(part for part in parts if part),
            "url": found.url,
            "retrieved": found.retrieved,
            "remark": _line(found.remark),
        }
    )


def _titles(ids: Iterable[str], titles: Mapping[str, str]) -> Json:
    return [titles.get(id_, id_) for id_ in ids]


def _pairs(titles: Mapping[str, str]) -> Json:
    return [[id_, title] for id_, title in titles.items()]


def _line(text: str | None) -> str | None:
    return " ".join(text.split()) if text else None


def _there(said: dict[str, Json]) -> dict[str, Json]:
    """Leave out what is not there."""
    return {key: value for key, value in said.items() if value not in (None, "", [])}
