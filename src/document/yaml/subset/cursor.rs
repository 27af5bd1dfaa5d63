//! A position in a text.

/// A position in a text without tabs, carriage returns and zero bytes.
pub(super) struct Cursor<'a> {
    pub(super) text: &'a str,
    /// The byte at which reading goes on.
    pub(super) at: usize,
    /// The byte at which its line begins.
    pub(super) line: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0, line: 0 }
    }

    /// The byte here, zero at the end.
    pub(super) fn peek(&self) -> u8 {
        self.byte(self.at)
    }

    /// The byte at a position, zero at the end.
    pub(super) fn byte(&self, at: usize) -> u8 {
        self.text.as_bytes().get(at).copied().unwrap_or(0)
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.at >= self.text.len()
    }

    /// How many bytes precede this position in its line; all are ASCII where a value may begin a line.
    pub(super) fn column(&self) -> usize {
        self.at - self.line
    }

    /// Whether a list's item begins here.
    pub(super) fn is_at_dash(&self) -> bool {
        self.peek() == b'-' && is_white(self.byte(self.at + 1))
    }

    /// Whether the colon is here that ends a key.
    pub(super) fn is_at_colon(&self) -> bool {
        self.peek() == b':' && is_white(self.byte(self.at + 1))
    }

    /// Skips spaces.
    pub(super) fn skip_spaces(&mut self) {
        while self.peek() == b' ' {
            self.at += 1;
        }
    }

    /// Goes over the end of a line.
    fn end_line(&mut self) {
        self.at += 1;
        self.line = self.at;
    }

    /// Skips spaces, comments and ends of lines.
    pub(super) fn skip(&mut self) {
        loop {
            match self.peek() {
                b' ' => self.at += 1,
                b'\n' => self.end_line(),
                b'#' if self.at == self.line || self.byte(self.at - 1) == b' ' => {
                    let rest = &self.text.as_bytes()[self.at..];
                    self.at += memchr::memchr(b'\n', rest).unwrap_or(rest.len());
                }
                _ => return,
            }
        }
    }

    /// Skips empty lines and spaces from the end of a line on; how many lines ended.
    pub(super) fn skip_lines(&mut self) -> usize {
        let mut lines = 0;
        loop {
            match self.peek() {
                b' ' => self.at += 1,
                b'\n' => {
                    self.end_line();
                    lines += 1;
                }
                _ => return lines,
            }
        }
    }

    /// Where the text from `start` to here ends, without spaces at its end.
    pub(super) fn trimmed(&self, start: usize) -> usize {
        let written = &self.text.as_bytes()[start..self.at];
        start + written.iter().rposition(|&byte| byte != b' ').map_or(0, |last| last + 1)
    }
}

/// Whether a byte is white space or the end.
pub(super) fn is_white(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | 0)
}
