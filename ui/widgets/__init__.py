"""Parts that know no case: buttons, labels, cards, tables, the frame of a page."""
