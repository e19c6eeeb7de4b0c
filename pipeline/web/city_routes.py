"""The last audit of a city."""

from fastapi import APIRouter

router = APIRouter(tags=["city"])
