"""Coverage today, gates and the live stream of what changes."""

from fastapi import APIRouter

router = APIRouter(tags=["today"])
