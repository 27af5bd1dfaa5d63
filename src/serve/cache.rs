//! Answers that are kept for as long as the data stay as they are, so that they are made and packed once.
//!
//! They belong to a [site](super::Site) and go with it: when the data change another site takes its place.
use bytes::Bytes;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use std::collections::HashMap;
use std::fmt;
use std::io::{Read, Write};
use std::sync::{Mutex, PoisonError};

/// How many bytes are kept at most.
const MOST: usize = 16 << 20;
/// What an answer takes beside its text and its name.
const BESIDE: usize = 160;
/// Smaller bodies are not packed.
const WORTH_PACKING: usize = 1024;

/// The body of an answer: packed with gzip where that is worth it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Packed {
    bytes: Bytes,
    is_packed: bool,
}

impl Packed {
    pub(super) fn new(body: String) -> Self {
        if body.len() < WORTH_PACKING {
            return Self { bytes: Bytes::from(body), is_packed: false };
        }
        let mut packer = GzEncoder::new(Vec::with_capacity(body.len() / 4), Compression::fast());
        // Writing into memory does not fail.
        let _ = packer.write_all(body.as_bytes());
        let mut bytes = packer.finish().unwrap_or_default();
        bytes.shrink_to_fit();
        Self { bytes: Bytes::from(bytes), is_packed: true }
    }

    /// Whether its bytes are packed.
    pub(super) fn is_packed(&self) -> bool {
        self.is_packed
    }

    /// The bytes as they are kept.
    pub(super) fn bytes(&self) -> Bytes {
        self.bytes.clone()
    }

    /// The bytes for a client that does not take packed ones.
    pub(super) fn unpacked(&self) -> Bytes {
        if !self.is_packed {
            return self.bytes();
        }
        let mut body = Vec::with_capacity(self.bytes.len() * 4);
        // It was packed here: it can be unpacked.
        let _ = GzDecoder::new(&self.bytes[..]).read_to_end(&mut body);
        Bytes::from(body)
    }
}

/// An answer that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CachedAnswer {
    /// Its media type.
    pub(super) kind: &'static str,
    pub(super) body: Packed,
}

/// Answers by what was asked for. What was not asked for lately makes room for what is.
pub(super) struct AnswerCache {
    halves: Mutex<[Half; 2]>,
    /// How many bytes a half has at most.
    most: usize,
}

/// Answers that were asked for lately, or before that.
#[derive(Default)]
struct Half {
    answers: HashMap<String, CachedAnswer>,
    bytes: usize,
}

impl Default for AnswerCache {
    fn default() -> Self {
        Self::of_bytes(MOST)
    }
}

impl fmt::Debug for AnswerCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AnswerCache").field("most", &self.most).finish_non_exhaustive()
    }
}

impl AnswerCache {
    /// Keeps so many bytes at most.
    fn of_bytes(most: usize) -> Self {
        Self { halves: Mutex::default(), most: most / 2 }
    }

    /// The answer to what is asked for, if it is kept.
    pub(super) fn get(&self, wanted: &str) -> Option<CachedAnswer> {
        let mut halves = self.halves.lock().unwrap_or_else(PoisonError::into_inner);
        let [young, old] = &mut *halves;
        if let Some(answer) = young.answers.get(wanted) {
            return Some(answer.clone());
        }
        let (wanted, answer) = old.answers.remove_entry(wanted)?;
        old.bytes -= size(&wanted, &answer);
        self.add(&mut halves, wanted, answer.clone());
        Some(answer)
    }

    /// Keeps an answer; one that would take a good part of the room is not kept.
    pub(super) fn put(&self, wanted: String, answer: CachedAnswer) {
        if size(&wanted, &answer) <= self.most / 4 {
            self.add(&mut self.halves.lock().unwrap_or_else(PoisonError::into_inner), wanted, answer);
        }
    }

    fn add(&self, halves: &mut [Half; 2], wanted: String, answer: CachedAnswer) {
        let bytes = size(&wanted, &answer);
        if halves[0].bytes + bytes > self.most {
            halves.swap(0, 1);
            halves[0] = Half::default();
        }
        let young = &mut halves[0];
        young.bytes += bytes;
        let known = young.answers.get(&wanted).map(|known| size(&wanted, known));
        young.bytes -= known.unwrap_or_default();
        young.answers.insert(wanted, answer);
    }
}

fn size(wanted: &str, answer: &CachedAnswer) -> usize {
    wanted.len() + answer.body.bytes.len() + BESIDE
}

#[cfg(test)]
mod tests {
    use super::{AnswerCache, BESIDE, CachedAnswer, Packed};

    fn answer(text: &str) -> CachedAnswer {
        CachedAnswer { kind: "text/plain", body: Packed::new(text.to_owned()) }
    }

    #[test]
    fn a_body_comes_back_as_it_was() {
        for text in [String::new(), "short".to_owned(), "é long ".repeat(1000)] {
            let packed = Packed::new(text.clone());
            assert_eq!(packed.is_packed(), text.len() > 1024);
            assert_eq!(packed.unpacked(), text.as_bytes());
            assert!(packed.bytes().len() <= text.len());
        }
    }

    #[test]
    fn what_was_not_asked_for_lately_makes_room() {
        let cache = AnswerCache::of_bytes(40 * (BESIDE + 101));
        let bytes =
            |cache: &AnswerCache| cache.halves.lock().unwrap().iter().map(|half| half.bytes).sum::<usize>();
        let name = |number: usize| format!("{number:08}");
        for number in 0..1000 {
            cache.put(name(number), answer(&"x".repeat(93)));
            assert_eq!(cache.get(&name(number)), Some(answer(&"x".repeat(93))));
            // This one is asked for all the time.
            assert!(cache.get(&name(0)).is_some(), "{number}");
            assert!(bytes(&cache) <= 40 * (BESIDE + 101));
        }
        assert_eq!((cache.get(&name(500)), cache.get("else")), (None, None));
        // The same again takes no more room.
        let before = bytes(&cache);
        cache.put(name(999), answer(&"y".repeat(93)));
        assert_eq!(bytes(&cache), before);
        // What is large is not kept.
        cache.put("large".to_owned(), answer(&"z".repeat(1000)));
        cache.put(
            "larger".to_owned(),
            CachedAnswer { kind: "", body: Packed { bytes: vec![0; 9000].into(), is_packed: true } },
        );
        assert_eq!(cache.get("larger"), None);
    }
}
