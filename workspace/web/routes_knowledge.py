"""The routes of knowledge: agents read it, supervisors write it."""

from starlette.routing import Route

from workspace.auth import Right
from workspace.web import knowledge
from workspace.web.door import at

READ, WRITE = Right.READ_KNOWLEDGE, Right.WRITE_KNOWLEDGE

KNOWLEDGE: tuple[Route, ...] = (
    at("GET", "/knowledge", knowledge.search, READ),
    at("GET", "/knowledge/{key}", knowledge.show, READ),
    at("GET", "/cards", knowledge.index, WRITE),
    at("GET", "/cards/new", knowledge.new, WRITE),
    at("POST", "/cards", knowledge.create, WRITE),
    at("POST", "/cards/previews", knowledge.preview, WRITE),
    at("GET", "/cards/{key}", knowledge.edit, WRITE),
    at("POST", "/cards/{key}/drafts", knowledge.update, WRITE),
    at("POST", "/cards/{key}/publications", knowledge.create_version, WRITE),
    at("POST", "/cards/{key}/archival", knowledge.archive, WRITE),
)
