"""Problems: the state machine, clocks, holders, steps."""
