//! Letters and digits of any script.

/// A text in lower case, with straight apostrophes, into a buffer.
pub(crate) fn lower_into(text: &str, into: &mut String) {
    into.clear();
    for c in text.chars() {
        match c {
            '’' | 'ʼ' => into.push('\''),
            c if c.is_ascii() => into.push(c.to_ascii_lowercase()),
            'ё' | 'Ё' => into.push('е'),
            c => into.extend(c.to_lowercase()),
        }
    }
}

/// The value of a decimal digit of any script.
pub(crate) fn digit(c: char) -> Option<u32> {
    if c.is_ascii() {
        return c.to_digit(10);
    }
    // Decimal digits come in runs of ten from a zero on.
    const ZEROS: [u32; 62] = [
        0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xDE6, 0xE50,
        0xED0, 0xF20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40,
        0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10, 0x104A0, 0x10D30, 0x11066,
        0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0, 0x11650, 0x116C0, 0x11730, 0x118E0, 0x11950,
        0x11C50, 0x11D50, 0x11DA0, 0x11F50, 0x16A60, 0x16AC0, 0x16B50, 0x1D7CE, 0x1E140, 0x1E2F0, 0x1E4F0,
        0x1E950,
    ];
    let code = u32::from(c);
    let index = ZEROS.partition_point(|zero| *zero <= code).checked_sub(1)?;
    let value = code - ZEROS[index];
    // Mathematical digits are five runs without a gap.
    if ZEROS[index] == 0x1D7CE && value < 50 { Some(value % 10) } else { (value < 10).then_some(value) }
}

/// Whether a character is an ideograph.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '〇' | '\u{20000}'..='\u{3FFFF}')
}
