//! Names to addresses: those that may be asked, and no others.
//!
//! The guard sits here because a connection is made to exactly what this answers. A name that was
//! looked at beforehand could lead elsewhere a moment later.

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::address::is_public;

/// Every address of a name is a private one.
#[derive(Debug, thiserror::Error)]
#[error("the name leads to private addresses only")]
pub(crate) struct PrivateName;

/// The system's resolver, without private addresses. Tests, which may ask the loopback, name it by
/// its address.
pub(crate) struct GuardedResolver;

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found: Vec<_> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let none = found.is_empty();
            let admitted: Vec<_> = found
                .into_iter()
                .filter(|address| is_public(address.ip()))
                .collect();
            if admitted.is_empty() && !none {
                return Err(PrivateName.into());
            }
            Ok(Box::new(admitted.into_iter()) as Addrs)
        })
    }
}
