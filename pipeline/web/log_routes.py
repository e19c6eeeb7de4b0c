"""Who did what, when and why."""

from fastapi import APIRouter

router = APIRouter(tags=["log"])
