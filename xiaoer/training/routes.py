"""The HTTP face of the trainer's desk: every route of it under /training."""

from fastapi import APIRouter

from xiaoer.training.routes_desk import TrainingDesk
from xiaoer.training.routes_drafts import make_drafts_router
from xiaoer.training.routes_questions import make_questions_router
from xiaoer.training.routes_readings import make_readings_router
from xiaoer.training.routes_tests import make_tests_router
from xiaoer.training.routes_trials import make_trials_router


def make_router(desk: TrainingDesk) -> APIRouter:
    """Return the routes."""
    router = APIRouter(prefix="/training", tags=["training"])
    router.include_router(make_drafts_router(desk))
    router.include_router(make_questions_router(desk))
    router.include_router(make_tests_router(desk))
    router.include_router(make_readings_router(desk))
    router.include_router(make_trials_router(desk))
    return router
