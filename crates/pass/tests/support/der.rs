//! Just enough DER to write CMS structures that no tool writes on request.

pub fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let mut out = vec![tag];
    match length {
        0..=127 => out.push(length as u8),
        128..=255 => out.extend([0x81, length as u8]),
        _ => out.extend([0x82, (length >> 8) as u8, length as u8]),
    }
    out.extend_from_slice(content);
    out
}

pub fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    element(0x30, &parts.concat())
}

/// Header length and content length of the element at the start.
pub fn lengths(bytes: &[u8]) -> (usize, usize) {
    match bytes[1] {
        short @ 0..=127 => (2, short as usize),
        long => {
            let digits = (long & 0x7f) as usize;
            let length = bytes[2..2 + digits]
                .iter()
                .fold(0, |sum, byte| (sum << 8) | *byte as usize);
            (2 + digits, length)
        }
    }
}

/// The elements inside the element at the start, whole.
pub fn children(bytes: &[u8]) -> Vec<&[u8]> {
    let (header, length) = lengths(bytes);
    let mut rest = &bytes[header..header + length];
    let mut found = Vec::new();
    while !rest.is_empty() {
        let (header, length) = lengths(rest);
        found.push(&rest[..header + length]);
        rest = &rest[header + length..];
    }
    found
}
