"""The supervisors' board: the page, and its tables as CSV."""

from starlette.requests import Request
from starlette.responses import Response

from flows.errors import NotFoundError
from workspace.board.csv_tables import TABLES, board_csv
from workspace.realtime.board import BOARD
from workspace.render import render
from workspace.screens.board import BoardScreen
from workspace.screens.desk import Flash
from workspace.web.request import parts_of, person_of


def show(request: Request) -> Response:
    """GET /board, with done=learning after somebody asked to learn."""
    asked = request.query_params.get("done") == "learning"
    return render(request, "board/board.html", _screen(request), flash=Flash("learning", is_error=False) if asked else None)


def export(request: Request) -> Response:
    """GET /board/{table}.csv: what the board shows of one table now, noted in the audit (P13)."""
    table = request.path_params["table"]
    if table not in TABLES:
        raise NotFoundError
    text = board_csv(_screen(request), table)
    with parts_of(request).units.begin() as unit:
        unit.audit.add("board_exported", f"board:{table}", {"rows": text.count("\r\n") - 1}, person_id=person_of(request).id)
    headers = {"Content-Disposition": f'attachment; filename="{table}.csv"'}
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


def _screen(request: Request) -> BoardScreen:
    return BOARD.screen(parts_of(request), person_of(request), request.state.language)
