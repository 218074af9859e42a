"""Rules for loadlint: each module has a `RULE` and a page of the same name beside it."""

# In reading order.
MODULES = (
    "unmirrored_model",
    "gated_model",
)
