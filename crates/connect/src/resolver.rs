//! Names to addresses: those that may be asked, and no others.
//!
//! The guard sits here because a connection is made to exactly what this answers. A name that was
//! looked at beforehand could lead elsewhere a moment later.

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::policy::Policy;

/// Every address of a name is a private one.
#[derive(Debug, thiserror::Error)]
#[error("the name leads to private addresses only")]
pub(crate) struct PrivateName;

/// The system's resolver, without private addresses.
pub(crate) struct GuardedResolver(pub(crate) Policy);

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let policy = self.0;
        Box::pin(async move {
            let found: Vec<_> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let none = found.is_empty();
            let admitted: Vec<_> = found
                .into_iter()
                .filter(|address| policy.admits(address.ip()))
                .collect();
            if admitted.is_empty() && !none {
                return Err(PrivateName.into());
            }
            Ok(Box::new(admitted.into_iter()) as Addrs)
        })
    }
}
