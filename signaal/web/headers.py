"""What the browser is told about every answer (design/security-baseline.md, "What the browser gets")."""

from __future__ import annotations

from flask import Flask, request
from werkzeug.wrappers import Response

POLICY = "; ".join(
    [
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "font-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "object-src 'none'",
    ]
)
"""Nothing inline, nothing from elsewhere, no nonce. Ticks and bars are drawn in CSS and as SVG attributes."""

_FEATURES = (
    "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen", "geolocation",
    "gyroscope", "magnetometer", "microphone", "midi", "payment", "picture-in-picture", "screen-wake-lock",
    "usb", "xr-spatial-tracking",
)  # fmt: skip
_YEAR = 365 * 24 * 3600

FIXED = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": ", ".join(f"{name}=()" for name in _FEATURES),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
}


def attach(app: Flask, behind_tls: bool) -> None:
    """Add the headers to every answer, errors included. HSTS only where the browser spoke TLS to us."""

    def add(response: Response) -> Response:
        for name, value in FIXED.items():
            response.headers.setdefault(name, value)
        if behind_tls:
            response.headers["Strict-Transport-Security"] = f"max-age={2 * _YEAR}; includeSubDomains"
        if request.endpoint == "static":
            known = "v" in request.args and response.status_code == 200
            response.headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable" if known else "no-cache"
        else:
            response.headers["Cache-Control"] = "no-store"
            response.headers.pop("ETag", None)
        return response

    app.after_request(add)
