//! Sensitive values at rest: sealing, blind index, keyed hash chains, keys and their rotation.
