"""From a submission to its scores: a notebook, a class, a cluster."""
