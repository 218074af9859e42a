"""The estimate of a load as the report of one that was not run."""

from __future__ import annotations

import threading
from dataclasses import replace

from loadlint.verify.estimate.preflight import HOPELESS
from loadlint.verify.report import VerifyReport
from loadlint.verify.run import refusal
from loadlint.verify.session import Prepared


def report(prepared: Prepared, cancel: threading.Event, *, force: bool = False) -> VerifyReport:
    """Return the estimate of a load; one that cannot fit is refused, unless `force` takes it as it is."""
    estimate, request = prepared.estimate(cancel), prepared.request
    if estimate is None:
        return refusal.cancelled(request)
    if estimate.verdict in HOPELESS and not force:
        made = refusal.refused(request, estimate.answer, "TooBig", estimate)
    else:
        made = VerifyReport(request.place, request.public_json(), "estimated", preflight=estimate.as_json())
    cleaned: VerifyReport = prepared.redactor.value(replace(made, findings=prepared.findings))
    return cleaned
