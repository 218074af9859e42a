"""Reports as HTML: one renderer for the page of a run and for the panel of an editor."""
