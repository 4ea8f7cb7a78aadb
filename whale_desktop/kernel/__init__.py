"""What everything else stands on: numbers, clock, ids, errors, texts. It knows no other package of ours."""
