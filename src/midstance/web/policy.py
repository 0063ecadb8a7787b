"""What a browser may do with an answer: load from here, and nothing from elsewhere."""

import base64
import hashlib
from html.parser import HTMLParser

PAGE = (
    "default-src 'none'; img-src 'self' data:; media-src 'self' blob:; "
    "style-src 'self'; script-src 'self'; connect-src 'self'; manifest-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
"""For the pages of the app: scripts and styles come as files."""

NOTHING = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; sandbox"
"""For data: whoever opens it as a page sees text."""

ALWAYS = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""Headers of every answer."""


def of_report(html: str, *, with_tools: bool = False) -> str:
    """Return the policy for a report: its own scripts and styles, and nothing else.

    A report is one file, so its scripts and styles stand in it; they are named by
    their hash. They may ask nothing of the app: what a report needs, it holds. Only
    one that the app made itself may have tools, `with_tools`: files of the app, which
    ask it.

    Examples
    --------
    >>> of_report("<style>p{}</style><script>1</script>").split("; ")[3]
    "script-src 'sha256-a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s='"

    """
    found = _Inline()
    found.feed(html)
    found.close()
    styles = " ".join(["'unsafe-hashes'", *_hashes(found.styles)])
    scripts = " ".join(_hashes(found.scripts)) or "'none'"
    own, asks = (" 'self'", "connect-src 'self'; ") if with_tools else ("", "")
    return (
        f"default-src 'none'; img-src 'self' data:; {asks}"
        f"style-src {styles}{own}; script-src {scripts}{own}; "
        "media-src 'self' data: blob:; "
        "frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
    )


def _hashes(texts: list[str]) -> list[str]:
    digests = (hashlib.sha256(text.encode()).digest() for text in texts)
    named = (f"'sha256-{base64.b64encode(one).decode()}'" for one in digests)
    return list(dict.fromkeys(named))


class _Inline(HTMLParser):
    """Collects what stands in a page: scripts, styles and attributes of style."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self._open: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("style"):
            self.styles.append(given["style"] or "")
        into = {"script": self.scripts, "style": self.styles}.get(tag)
        if into is not None:
            into.append("")
            self._open = into

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._open = None

    def handle_data(self, data: str) -> None:
        if self._open is not None:
            self._open[-1] += data
