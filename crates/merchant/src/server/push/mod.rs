//! Web Push: a message without content that only says *ask* (RFC 8030, 8291, 8292).
