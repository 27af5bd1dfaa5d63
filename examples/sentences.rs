//! The sentences of a text on standard input, one a line: where each begins and ends, in code points. The argument is the
//! text's language. `bench/sentences.py` measures with it.
use groundwire::document::sentence::sentences_in;
use groundwire::language::Language;
use std::io::{self, BufWriter, Read, Write};

fn main() -> io::Result<()> {
    let language = std::env::args().nth(1).and_then(|tag| Language::of(&tag));
    let mut text = String::new();
    io::stdin().read_to_string(&mut text)?;
    let mut out = BufWriter::new(io::stdout());
    let (mut byte, mut code_points) = (0, 0);
    for sentence in sentences_in(&text, language) {
        code_points += text[byte..sentence.start].chars().count();
        let length = text[sentence.clone()].chars().count();
        writeln!(out, "{code_points} {}", code_points + length)?;
        byte = sentence.end;
        code_points += length;
    }
    out.flush()
}
