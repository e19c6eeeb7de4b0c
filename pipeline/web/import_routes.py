"""Drawings and pictures that are brought in."""

from fastapi import APIRouter

router = APIRouter(tags=["import"])
