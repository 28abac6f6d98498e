"""Who helps whom: periods, coverage, hand-over, roll-over of the year."""
