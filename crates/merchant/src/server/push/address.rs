//! Which addresses may get a push: those of the public internet.
//!
//! A subscription names any server it likes; without this a member could have the shop knock at
//! doors inside its own network. IANA's registries of special-purpose addresses (RFC 6890 and what
//! was added since) say which those are; whatever is not known to be public is not.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether packets to this address leave for the public internet.
pub(super) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = matches!(a, 0 | 10 | 127 | 224..)
        || matches!(
            (a, b),
            (100, 64..=127) | (169, 254) | (172, 16..=31) | (192, 168) | (198, 18 | 19)
        )
        || matches!(
            (a, b, c),
            (192, 0, 0 | 2) | (192, 88, 99) | (198, 51, 100) | (203, 0, 113)
        );
    !special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, third, _, _, sixth, seventh, eighth] = address.segments();
    let v4 = |high: u16, low: u16| {
        let [a, b] = high.to_be_bytes();
        let [c, d] = low.to_be_bytes();
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match (first, second) {
        // Mapped IPv4, NAT64 and 6to4 lead where their IPv4 address leads.
        (0, 0) if address.to_ipv4_mapped().is_some() && sixth == 0xffff => v4(seventh, eighth),
        (0x64, 0xff9b) if third == 0 => v4(seventh, eighth),
        (0x2002, _) => v4(second, third),
        // Protocols such as Teredo, and documentation.
        (0x2001, 0..=0x1ff | 0xdb8) | (0x3fff, 0..=0xfff) => false,
        // Global unicast; the rest is local, multicast, reserved or not given out.
        (0x2000..=0x3fff, _) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_public;

    #[test]
    fn only_the_public_internet_is_public() {
        for public in [
            "1.1.1.1",
            "100.128.0.1",
            "172.32.0.1",
            "2600::1",
            "2a00:1450::1",
            "::ffff:1.1.1.1",
            "64:ff9b::1.1.1.1",
            "2002:101:101::1",
        ] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
        for private in [
            "0.0.0.0",
            "10.0.0.1",
            "100.64.0.1",
            "127.0.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "192.168.1.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:10.0.0.1",
            "::10.0.0.1",
            "64:ff9b::a00:1",
            "64:ff9b:1::1",
            "2002:a00:1::1",
            "2001:db8::1",
            "fc00::1",
            "fe80::1",
            "ff02::1",
        ] {
            assert!(!is_public(private.parse().unwrap()), "{private}");
        }
    }
}
