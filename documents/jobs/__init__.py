"""Work done outside requests: the axis, composing, page images and verdicts."""
