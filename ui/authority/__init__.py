"""The programme's keys and trust: who keeps them, and whom this office relies on."""
