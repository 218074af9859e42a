"""Run each example of `fixes/`, and each text that fixes leave of it, in each release."""

from functools import partial

from proofs import fixing
from proofs.claims import claim, prove

for it in fixing.examples():
    for stage in range(len(fixing.STAGES)):
        outcomes = (it.outcomes[release][stage] for release in fixing.RELEASES)
        claim(it.rule, fixing.key(stage), *outcomes, module=__name__)(partial(fixing.outcome, it, stage))

test_claims = prove(__name__)
