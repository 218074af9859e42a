"""The parts of `loadlint verify`: which loads, how they run, and what is shown meanwhile."""
