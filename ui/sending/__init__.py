"""Sign and send: the approved returns of a month leave the office."""
