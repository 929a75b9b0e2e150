//! Which addresses are on the public internet.
//!
//! After IANA's registries of special-purpose addresses for IPv4 and IPv6 (RFC 6890 and what has
//! been added since). What is not known to be public is not.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether packets to this address leave for the public internet.
pub(crate) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !matches!(
        (a, b, c),
        (0 | 10 | 127 | 224.., ..)       // this network, private, loopback, multicast and reserved
            | (100, 64..=127, _)         // shared by carriers
            | (169, 254, _)              // link-local
            | (172, 16..=31, _)          // private
            | (192, 0, 0 | 2)            // protocols, documentation
            | (192, 88, 99)              // relays of 6to4
            | (192, 168, _)              // private
            | (198, 18..=19, _)          // benchmarks
            | (198, 51, 100)             // documentation
            | (203, 0, 113) // documentation
    )
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    let embedded = |high: u16, low: u16| {
        let [a, b] = high.to_be_bytes();
        let [c, d] = low.to_be_bytes();
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match segments {
        // IPv4 in other clothes leads where the IPv4 address leads: mapped, NAT64, 6to4.
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            embedded(high, low)
        }
        [0x2002, high, low, ..] => embedded(high, low),
        // Protocols (Teredo among them) and documentation.
        [0x2001, 0..=0x1ff | 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => false,
        // Global unicast; all the rest is local, multicast, reserved or not given out.
        [0x2000..=0x3fff, ..] => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_public;

    #[test]
    fn only_the_public_internet_is_public() {
        let public = "1.1.1.1 9.255.255.255 11.0.0.1 100.63.255.255 100.128.0.1 126.0.0.1 \
                      128.0.0.1 169.253.0.1 172.15.0.1 172.32.0.1 192.0.1.1 192.167.0.1 \
                      192.169.0.1 198.17.0.1 198.20.0.1 203.0.114.1 223.255.255.255 2600::1 \
                      2001:200::1 2a00:1450::1 ::ffff:1.1.1.1 64:ff9b::1.1.1.1 2002:101:101::1";
        let local = "0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.127.255.255 127.0.0.1 \
                     127.9.9.9 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.8 192.0.2.1 \
                     192.88.99.1 192.168.1.1 198.18.0.1 198.19.255.255 198.51.100.7 203.0.113.9 \
                     224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255 :: ::1 ::127.0.0.1 \
                     ::1.1.1.1 ::ffff:127.0.0.1 ::ffff:10.1.2.3 ::ffff:0:7f00:1 64:ff9b::10.0.0.1 \
                     64:ff9b:1::1.1.1.1 100::1 2001::1 2001:1::1 2001:db8::1 2002:a00:1::1 \
                     2002:7f00:1::1 3fff::1 4000::1 5f00::1 fc00::1 fd12:3456::1 fe80::1 fec0::1 \
                     ff02::1";
        let wrong: Vec<_> = public
            .split_whitespace()
            .map(|text| (text, true))
            .chain(local.split_whitespace().map(|text| (text, false)))
            .filter(|(text, wanted)| is_public(text.parse().unwrap()) != *wanted)
            .collect();
        assert!(wrong.is_empty(), "judged wrongly: {wrong:?}");
    }
}
