"""The ledger of hazards, and the steps of their lives."""

from fastapi import APIRouter

router = APIRouter(tags=["ledger"])
