"""Filming with a phone: show it the way, see what came, and close it again."""

import io
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from midstance.errors import FormatError
from midstance.web.pairing.models import PhoneAnswer, PhoneWish
from midstance.web.pairing.phone import Pairing
from midstance.web.pairing.server import PhoneServer
from midstance.web.routes.recordings import Kept, with_person


def _phone(request: Request) -> PhoneServer:
    phone: PhoneServer = request.app.state.phone
    return phone


Phone = Annotated[PhoneServer, Depends(_phone)]

router = APIRouter(tags=["phone"], prefix="/api/phone")


@router.post("", status_code=201)
def show(phone: Phone, store: Kept, sent: PhoneWish) -> PhoneAnswer:
    """Open a way in for a phone; its videos get these settings."""
    changes = sent.settings.model_dump(exclude_unset=True)
    if sent.person_id is not None:
        changes = with_person(store, sent.person_id, changes)
    phone.open(Pairing(changes, sent.person_id))
    return status(phone)


@router.get("")
def status(phone: Phone) -> PhoneAnswer:
    """Return whether a phone may send, and how many videos came."""
    pairing = phone.pairing
    return PhoneAnswer(
        url=phone.url,
        is_taken=pairing is not None and pairing.is_taken,
        n_videos=0 if pairing is None else pairing.n_videos,
        left_s=0.0 if pairing is None else round(pairing.left_s, 1),
    )


@router.get("/code.svg", response_class=Response)
def code(phone: Phone) -> Response:
    """Return the address for the phone as a QR code."""
    import segno

    if not phone.url:
        raise FormatError("No phone may send videos at the moment.")
    drawn = io.BytesIO()
    segno.make_qr(phone.url, error="m").save(
        drawn, kind="svg", scale=6, border=4, dark="#000", light="#fff"
    )
    return Response(drawn.getvalue(), media_type="image/svg+xml")


@router.delete("", status_code=204, response_class=Response)
def close(phone: Phone) -> None:
    """Close the way in."""
    phone.close()
