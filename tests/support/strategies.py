"""Made-up visits for Hypothesis, all of them good."""

from __future__ import annotations

from hypothesis import strategies as st

FIFTEEN = ("97110", "97112", "97116", "97140", "97530", "97535", "97035")
UNTIMED = ("97161", "97150", "G0283")
PAYERS = ("medicare-part-b", "midpoint")
DAYS = ("2019-06-03", "2021-03-02", "2024-03-09", "2026-03-02")

few_minutes = st.integers(0, 70)
service = st.builds(
    lambda code, therapist, assistant, together: {
        "code": code, "therapist_minutes": therapist, "assistant_minutes": assistant, "together_minutes": together,
    },
    st.sampled_from(FIFTEEN + UNTIMED), few_minutes, few_minutes, st.sampled_from((0, 0, 5, 15)),
)  # fmt: skip
visits = st.builds(
    lambda services, payer, discipline, day: {
        "date_of_service": day, "payer": payer, "discipline": discipline, "services": services,
    },
    st.lists(service, min_size=1, max_size=6), st.sampled_from(PAYERS), st.sampled_from(("PT", "OT", "SLP")), st.sampled_from(DAYS),
)  # fmt: skip
