//! `bare IN.jsonl OUT [THREADS]`: the documents of `documents.py` to N-Quads, and nothing checked.
//!
//! The same quads as `groundwire export --format nq` gives, in input order, in bounded memory. It knows what the
//! generator writes and no more, trusts every name, and stops at the first surprise.
mod document;
mod quads;
mod time;

use quads::Writer;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Write};
use std::sync::{Condvar, Mutex};

const BLOCK: usize = 256 << 10;

struct Input {
    file: File,
    rest: Vec<u8>,
    next: usize,
}

impl Input {
    /// The next whole lines and their number in the order of blocks.
    fn block(&mut self, block: &mut Vec<u8>) -> Option<usize> {
        block.clear();
        block.append(&mut self.rest);
        loop {
            let at = block.len();
            if Read::by_ref(&mut self.file)
                .take(BLOCK as u64)
                .read_to_end(block)
                .expect("the input can be read")
                == 0
            {
                break;
            }
            if let Some(end) = memchr::memrchr(b'\n', &block[at..]) {
                self.rest.extend_from_slice(&block[at + end + 1..]);
                block.truncate(at + end + 1);
                break;
            }
        }
        self.next += 1;
        (!block.is_empty()).then_some(self.next - 1)
    }
}

struct Output {
    file: File,
    next: usize,
    waiting: BTreeMap<usize, Vec<u8>>,
    /// Buffers to reuse: fresh memory costs more than what is written into it.
    spare: Vec<Vec<u8>>,
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, input, output, threads @ ..] = arguments.as_slice() else {
        panic!("bare IN.jsonl OUT [THREADS]")
    };
    let threads: usize = threads.first().map_or(1, |count| count.parse().expect("a number of threads"));
    let file = File::open(input).expect("the input is there");
    let input = Mutex::new(Input { file, rest: Vec::new(), next: 0 });
    let file =
        File::options().write(true).create(true).truncate(true).open(output).expect("a place for the output");
    let output = Mutex::new(Output { file, next: 0, waiting: BTreeMap::new(), spare: Vec::new() });
    let room = Condvar::new();
    let work = || {
        let (mut block, mut text) = (Vec::new(), Vec::new());
        let mut writer = Writer::default();
        loop {
            let Some(number) = input.lock().expect("no thread stops").block(&mut block) else { return };
            text.clear();
            for line in simdutf8::basic::from_utf8(&block).expect("UTF-8").lines() {
                writer.document(&serde_json::from_str(line).expect("a document"), &mut text);
            }
            let mut output = output.lock().expect("no thread stops");
            while output.waiting.len() > 2 * threads && output.next != number {
                output = room.wait(output).expect("no thread stops");
            }
            output.waiting.insert(number, std::mem::take(&mut text));
            loop {
                let next = output.next;
                let Some(ready) = output.waiting.remove(&next) else { break };
                output.file.write_all(&ready).expect("the output can be written");
                output.next += 1;
                output.spare.push(ready);
            }
            text = output.spare.pop().unwrap_or_default();
            room.notify_all();
        }
    };
    std::thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(work))));
}
