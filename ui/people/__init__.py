"""Who sits at the desk: first run and signing in."""
