"""The page itself."""

from importlib import resources

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

_KINDS = {
    "index.html": "text/html; charset=utf-8",
    "app.css": "text/css; charset=utf-8",
    "app.js": "text/javascript; charset=utf-8",
}
_POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'self'; script-src 'self'; "
    "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)


def page(request: Request) -> Response:
    """Return the page, or a file of it."""
    name = request.path_params.get("name", "index.html")
    if name not in _KINDS:
        return Response(status_code=404)
    content = (resources.files("midstance.web") / "static" / name).read_bytes()
    if name == "app.css":
        content = _shared_style() + content
    headers = {"Content-Security-Policy": _POLICY, "Cache-Control": "no-cache"}
    return Response(content, media_type=_KINDS[name], headers=headers)


def _shared_style() -> bytes:
    from midstance.drawing.colours import LEFT, RIGHT, css

    fills = f":root {{ --left-fill: {css(LEFT)}; --right-fill: {css(RIGHT)}; }}\n"
    shared = resources.files("midstance.report") / "static" / "report.css"
    return fills.encode() + shared.read_bytes()


routes = [Route("/", page), Route("/{name}", page)]
