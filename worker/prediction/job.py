"""Predictions as the store records them: claimed, and saved curve by curve."""

from __future__ import annotations

from dataclasses import dataclass

from backend.jobs import PREDICTIONS, predictions
from backend.schemas.spec import Spec
from backend.store import kept
from backend.store.session import Store
from worker.analysis.margins import predict
from worker.process.job_runner import JobStopped, LeasedJob, whole_job

LEASE_S = 120.0


@dataclass(frozen=True)
class KeptInStore:
    """What analyses keep, in the store: other processes and other days find it."""

    store: Store

    def find(self, key: str) -> bytes | None:
        """Return what was kept under a key, if anything."""
        return kept.find(self.store, key)

    def keep(self, key: str, content: bytes) -> None:
        """Keep a content under a key."""
        kept.keep(self.store, key, content)


def _answer(job: LeasedJob[Spec]) -> None:
    context, spec = job.context, job.request
    for number, network in enumerate(spec.networks, start=1):
        curve = predict(spec, context.tested(network, spec.images), KeptInStore(context.store))
        with context.store.write() as session:
            if not job.renew(session):
                raise JobStopped
            last = number == len(spec.networks)
            predictions.save_curve(session, job.id, curve, owner=context.owner, last=last)
        job.publish()


PREDICTION_WORK = whole_job(PREDICTIONS, predictions.claim, _answer, lease_s=LEASE_S)
