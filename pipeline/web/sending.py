"""A file as it is answered: packed where that is shorter, and not again where nothing changed."""

from starlette.requests import Request
from starlette.responses import Response

from pipeline.web.assets import Asset


def sent(request: Request, file: Asset) -> Response:
    """Return a file to whoever asks; he asks each time, and is answered in a word if he has it."""
    headers = {"ETag": file.etag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    if request.headers.get("if-none-match") == file.etag:
        return Response(status_code=304, headers=headers)
    if file.packed and "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(file.packed, media_type=file.media_type, headers=headers)
    return Response(file.content, media_type=file.media_type, headers=headers)
