"""Tables whose cells say two things at once: a sentence, and what it rests on."""
