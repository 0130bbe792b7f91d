"""What the gateway of short messages reports: signed like everything between the two, taken once."""

from uuid import UUID

from litestar import Response, post

from kernel import clock
from kernel.actor import SYSTEM, Call
from kernel.errors import Invalid, NotFound
from kernel.web import PUBLIC, AnyRequest
from notices.commands import sending
from notices.errors import NotFromGateway
from notices.rules import gateways, webhook

LONGEST = 4096


@post("/notices/sms/receipts", opt=PUBLIC, include_in_schema=False)
async def receipts(request: AnyRequest) -> Response[None]:
    """One report. 204: noted; 403: not signed; 404: no such message; 422: not a report."""
    sms, body = gateways.sms(), b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST:
            raise NotFromGateway(action="")
    if sms is None or not webhook.genuine(sms.key, clock.now(), request.headers, body):
        raise NotFromGateway(action="")
    found = webhook.receipt(body)
    if found is None:
        raise Invalid
    try:
        letter = UUID(found.key)
    except ValueError:
        raise NotFound from None
    nonce = request.headers[webhook.NONCE]
    await sending.receipt(Call(SYSTEM), nonce, letter, found.id, found.status)
    return Response(None, status_code=204)


ROUTES: list[object] = [receipts]
