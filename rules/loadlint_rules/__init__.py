"""What loadlint knows: pure functions from text to findings and fixes."""
