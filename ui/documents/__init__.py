"""Files of a case: the checklist, the viewer and the papers."""
