//! The network, behind the wallet's ports.
