"""Events, and the evidence of each."""

from fastapi import APIRouter

router = APIRouter(tags=["event"])
