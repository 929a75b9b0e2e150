//! Server-sent events (WHATWG HTML §9.2.6), as far as this protocol uses them: an event says a
//! state, and no more.

/// Bytes of a line. A state is short; a longer line is no event of ours.
const LINE: usize = 8 * 1024;

/// Reads a stream piece by piece.
#[derive(Debug, Default)]
pub(super) struct Events {
    line: Vec<u8>,
    /// The last byte was a carriage return: a line feed after it ends no other line.
    after_return: bool,
    id: Option<String>,
    is_change: bool,
    has_data: bool,
}

/// A line is longer than any event's.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TooLong;

impl Events {
    /// Takes a piece; gives the states that its events say.
    pub(super) fn take(&mut self, piece: &[u8]) -> Result<Vec<String>, TooLong> {
        let mut said = Vec::new();
        for &byte in piece {
            let after_return = std::mem::replace(&mut self.after_return, byte == b'\r');
            match byte {
                b'\n' if after_return => {}
                b'\n' | b'\r' => said.extend(self.end_line()),
                _ if self.line.len() == LINE => return Err(TooLong),
                _ => self.line.push(byte),
            }
        }
        Ok(said)
    }

    fn end_line(&mut self) -> Option<String> {
        let line = std::mem::take(&mut self.line);
        let line = String::from_utf8_lossy(&line);
        let line = line.strip_prefix('\u{feff}').unwrap_or(&line);
        if line.is_empty() {
            let dispatched = std::mem::take(&mut self.has_data);
            let is_change = std::mem::take(&mut self.is_change);
            return (dispatched && is_change).then(|| self.id.clone()).flatten();
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "id" if !value.contains('\0') => self.id = Some(value.to_owned()),
            "event" => self.is_change = value == "changed",
            "data" => self.has_data = true,
            // A comment (an empty field) or something newer.
            _ => {}
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(stream: &str, wanted: &[&str]) {
        // However it is cut.
        for size in 1..=stream.len() {
            let mut events = Events::default();
            let mut said = Vec::new();
            for piece in stream.as_bytes().chunks(size) {
                said.extend(events.take(piece).unwrap());
            }
            assert_eq!(said, wanted, "{stream:?} in pieces of {size}");
        }
    }

    #[test]
    fn events_say_states() {
        check(
            "retry: 3000\n\nid: a-1\nevent: changed\ndata:\n\n",
            &["a-1"],
        );
        check("id: a-1\r\nevent: changed\r\ndata\r\n\r\n", &["a-1"]);
        check("id: a-1\revent: changed\rdata:\r\r", &["a-1"]);
        check(": beat\n\n: beat\n\n", &[]);
        check(
            "id:a\nevent:changed\ndata:\n\nevent: changed\ndata:\n\n",
            &["a", "a"],
        );
    }

    #[test]
    fn what_is_no_change_or_not_whole_says_nothing() {
        check("id: a\nevent: other\ndata: 1\n\n", &[]);
        check("id: a\nevent: changed\n\n", &[]);
        check("event: changed\ndata:\n\n", &[]);
        check("id: a\nevent: changed\ndata:\n", &[]);
        check("id: a\nid: b\0\nevent: changed\ndata:\n\n", &["a"]);
    }

    #[test]
    fn a_line_without_an_end_is_refused() {
        let mut events = Events::default();
        assert_eq!(events.take(&vec![b'a'; LINE]), Ok(Vec::new()));
        assert_eq!(events.take(b"a"), Err(TooLong));
    }
}
