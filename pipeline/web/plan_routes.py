"""What a plan that is not saved comes to."""

from fastapi import APIRouter

router = APIRouter(tags=["plan"])
