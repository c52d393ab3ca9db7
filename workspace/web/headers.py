"""Headers of every answer: a strict content security policy with a nonce, and what keeps browsers from guessing."""

import secrets
from collections.abc import Sequence

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FRAMED = "frame-ancestors 'none'"
POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
) + FRAMED
FIXED = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


def policy(nonce: str, frames: Sequence[str] = (), *, in_own_frame: bool = False) -> str:
    """The policy of one answer: `frames` are the sources its frames may show; `in_own_frame` lets a page of ours frame it."""
    text = POLICY.format(nonce=nonce)
    if in_own_frame:
        text = text.replace(FRAMED, "frame-ancestors 'self'")
    return f"{text}; frame-src {' '.join(frames)}" if frames else text


class SecurityHeaders:
    """Pure ASGI middleware: a nonce into the request's state, the headers onto its response."""

    def __init__(self, app: ASGIApp, *, tls: bool) -> None:
        self.app = app
        self._fixed = dict(FIXED)
        if tls:
            self._fixed["strict-transport-security"] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(18)
        state = scope.setdefault("state", {})
        state["nonce"] = nonce
        is_static = scope["path"].startswith("/static/")

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                in_own_frame = state.get("in_own_frame") is True
                headers["content-security-policy"] = policy(nonce, state.get("frames", ()), in_own_frame=in_own_frame)
                if in_own_frame:
                    headers["x-frame-options"] = "SAMEORIGIN"
                for name, value in self._fixed.items():
                    # A handler may be stricter about its own page: a vendor's link sends no Referer at all.
                    headers.setdefault(name, value)
                if is_static:
                    headers["cache-control"] = "public, max-age=31536000, immutable" if message["status"] == 200 else "no-store"
                else:
                    # Pages hold customers: neither disks nor proxies keep them.
                    headers.setdefault("cache-control", "no-store")
            await send(message)

        await self.app(scope, receive, send_with_headers)
