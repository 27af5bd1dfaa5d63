//! One rule a test: what is equal, what is not, and where quotes begin and end.
use super::{ArticleText, Claim, ClaimPart, Cut, EllipsisFault, Likeness, Miss, QuoteBuffers, Step, Tell};

fn find(body: &str, claim: Claim<'_>) -> Result<Vec<String>, Miss> {
    let mut buffers = QuoteBuffers::default();
    let text = ArticleText::new(body, &mut buffers);
    let spans = text.find(&claim)?;
    Ok(spans.iter().map(|range| body[range.clone()].to_owned()).collect())
}

fn quote(body: &str, exact: &str) -> Result<Vec<String>, Miss> {
    find(body, Claim { exact, ..Claim::default() })
}

#[track_caller]
fn stands(body: &str, exact: &str, words: &str) {
    assert_eq!(quote(body, exact), Ok(vec![words.to_owned()]), "`{exact}` in `{body}`");
}

#[track_caller]
fn missing(body: &str, exact: &str) -> Miss {
    match quote(body, exact) {
        Err(miss) => miss,
        Ok(spans) => panic!("`{exact}` is in `{body}`: {spans:?}"),
    }
}

#[test]
fn typography_is_even() {
    stands("It takes 5\u{2009}weeks.", "takes 5 weeks", "takes 5\u{2009}weeks");
    stands("one\r\n\t two", "one two", "one\r\n\t two");
    stands("She left, he stayed.", "left , he", "left, he");
    stands("Il dit\u{a0}: non\u{202f}!", "dit: non!", "dit\u{a0}: non\u{202f}!");
    stands("A ( small ) one", "(small) one", "( small ) one");
    stands("The bankʼs own", "bank's own", "bankʼs own");
    stands("Er sagte „nein“ zu ihr", "«nein» zu", "„nein“ zu");
    stands("a well‑known – man", "well-known — man", "well‑known – man");
    stands("The oﬃce ﬁnds it", "office finds", "oﬃce ﬁnds");
    stands("The office finds it", "oﬃce ﬁnds", "office finds");
    stands("a cafe\u{301} here", "café here", "cafe\u{301} here");
    stands("a q\u{323}\u{307} b", "a q\u{307}\u{323}", "a q\u{323}\u{307}");
    stands("inter\u{ad}national body", "international body", "inter\u{ad}national body");
    stands("\u{200f}שלום\u{200f}, עולם", "שלום", "שלום");
    stands("He paused… then", "paused ... then", "paused… then");
}

#[test]
fn content_is_not() {
    for (body, exact) in [
        ("He said ‹yes› once.", "'yes' once"),
        ("A co-operative plan.", "co operative"),
        ("g(x) holds.", "g (x)"),
        ("Un œuf frais.", "oeuf frais"),
        ("about ½ full", "about 1/2 full"),
        ("10⁵ people", "105 people"),
        ("№ 7 is", "No 7 is"),
        ("café there", "cafe there"),
        ("a q\u{323} b", "a q"),
        ("می‌روم it", "میروم it"),
        ("It is ٢٧ now.", "is 27 now"),
        ("He left, she stayed.", "left; she"),
        ("He left.", "he left"),
        ("\u{202e}abc def\u{202c}", "x abc"),
    ] {
        assert!(matches!(missing(body, exact), Miss::NotFound(_)), "`{exact}` in `{body}`");
    }
}

#[test]
fn numbers_stay_whole() {
    for (body, exact, cut) in [
        ("It rose 15% today.", "5%", Cut::Number),
        ("It cost 10,000 then.", "cost 10", Cut::Number),
        ("It is 3.20 now.", "20 now", Cut::Number),
        ("Some 12 000 people", "000 people", Cut::Number),
        ("Some 12\u{a0}000 people", "Some 12", Cut::Number),
        ("Some 1 200 000 people", "200 000 people", Cut::Number),
        ("Some 10’000 people", "Some 10", Cut::Number),
        ("about 10⁵ people", "about 10", Cut::Number),
        ("worth .5 percent", "5 percent", Cut::Number),
        ("It fell to −25 °C.", "25 °C", Cut::Sign),
        ("It fell to -25 °C.", "25 °C", Cut::Sign),
        ("It is +5 now", "5 now", Cut::Sign),
        ("It cost −€5 now", "€5 now", Cut::Sign),
        ("over 18+ people", "over 18", Cut::Sign),
        ("It cost $5 then", "5 then", Cut::Currency),
        ("It cost 5€ then", "cost 5", Cut::Currency),
        ("up 7,5 % now", "up 7,5", Cut::Percent),
        ("up 7,5% now", "up 7,5", Cut::Percent),
        ("up 7‰ now", "up 7", Cut::Percent),
        ("up 7 % now", "% now", Cut::Percent),
        ("up %7 now", "7 now", Cut::Percent),
    ] {
        match missing(body, exact) {
            Miss::Cut(cutting) => assert_eq!(cutting.cut, cut, "`{exact}` in `{body}`"),
            other => panic!("`{exact}` in `{body}`: {other:?}"),
        }
    }
    stands("It was in 2015.", "in 2015", "in 2015");
    stands("In 2015 300 people came", "In 2015", "In 2015");
    stands("In 2015 300 people came", "300 people", "300 people");
    stands("from 5–10 people", "10 people", "10 people");
    stands("the accord – 25 members", "25 members", "25 members");
    stands("up 5% 25 people", "25 people", "25 people");
    stands("fell to −25 °C.", "−25 °C", "−25 °C");
    stands("paid 5 € then", "paid 5", "paid 5");
}

#[test]
fn words_stay_whole() {
    for (body, exact) in [
        ("An illegal act.", "legal act"),
        ("An illegal act.", "An ill"),
        ("He can't go.", "He can"),
        ("He can’t go.", "t go"),
        ("HE DIDNʼT GO", "HE DIDN"),
        ("inter\u{ad}national body", "national body"),
        ("inter\u{200b}national body", "national body"),
        ("the U.S. army", "the U"),
        ("5km away", "km away"),
        ("a_b c", "b c"),
        ("カタカナ", "タカナ"),
        ("한국어", "국어"),
        ("🇫🇷🇩🇪", "🇷🇩"),
        ("👨‍👩‍👧 here", "👧 here"),
    ] {
        match missing(body, exact) {
            Miss::Cut(cutting) => assert_eq!(cutting.cut, Cut::Word, "`{exact}` in `{body}`"),
            other => panic!("`{exact}` in `{body}`: {other:?}"),
        }
    }
    stands("A state-run school.", "run school", "run school");
    stands("C’est l’accord de paix.", "accord de", "accord de");
    stands("Germany’s role", "Germany", "Germany");
    stands("Germanyʼs role", "Germany", "Germany");
    stands("北京去年新建了42所学校。", "去年新建了42所", "去年新建了42所");
    stands("🇫🇷🇩🇪 x", "🇩🇪", "🇩🇪");
    stands("Қазақстан 🌍 is far", "is far", "is far");
}

#[test]
fn what_is_cut_is_named_whole() {
    let body = "Some 12 000 people";
    let Miss::Cut(cutting) = missing(body, "000 people") else { panic!("not cut") };
    assert_eq!(&body[cutting.token], "12 000");
    assert_eq!(&body[cutting.whole], "12 000 people");
}

#[test]
fn ellipses() {
    let body = "He said on Monday that he would go to Oslo.";
    let spans = |words: &[&str]| Ok(words.iter().map(|w| (*w).to_owned()).collect());
    for exact in
        ["He said … would go", "He said ... would go", "He said […] would go", "He said [ ... ] would go"]
    {
        assert_eq!(quote(body, exact), spans(&["He said", "would go"]));
    }
    assert_eq!(quote(body, "He said … he would … Oslo"), spans(&["He said", "he would", "Oslo"]));
    assert_eq!(quote(body, "… on Monday …"), spans(&["on Monday"]));
    assert!(matches!(missing(body, "on Monday...."), Miss::NotFound(_)));
    assert_eq!(quote(body, "to Oslo...."), spans(&["to Oslo."]));
    assert_eq!(quote("He paused… then left.", "He paused…"), spans(&["He paused…"]));
    assert_eq!(
        quote("He paused… then left.", "He paused… then … left"),
        Err(Miss::Ellipsis(Box::new(EllipsisFault::HidesNothing(17..18))))
    );
    assert_eq!(
        quote("He paused… then he left.", "He paused… then … left"),
        spans(&["He paused… then", "left"])
    );
    assert_eq!(quote(body, "…"), Err(Miss::Empty));
    assert_eq!(quote(body, "[...] … "), Err(Miss::Empty));
    assert_eq!(quote(body, "Monday … He said"), Err(Miss::Ellipsis(Box::new(EllipsisFault::Order))));
    let fault = |exact, body| match missing(body, exact) {
        Miss::Ellipsis(fault) => *fault,
        other => panic!("{other:?}"),
    };
    assert!(matches!(fault("He sa…day", body), EllipsisFault::InWord(_)));
    assert!(matches!(
        fault("on Monday … that he", "He said on Monday, that he"),
        EllipsisFault::HidesNothing(_)
    ));
    for body in ["He said so.\n\nHe would go.", "He said so.\nHe would go.\n\n"] {
        assert!(matches!(fault("He said … would go", body), EllipsisFault::AcrossParagraphs(_)));
    }
    let twice = "It rose by 5 in May and by 6 in June and by 7 in July.";
    match fault("rose by … in", twice) {
        EllipsisFault::Ambiguous(places) => assert_eq!(places.count, 2),
        other => panic!("{other:?}"),
    }
    let claim = Claim { exact: "rose by … in", suffix: Some("May"), ..Claim::default() };
    assert_eq!(find(twice, claim), spans(&["rose by", "in"]));
    let wrong = Claim { suffix: Some("August"), ..claim };
    assert!(matches!(find(twice, wrong), Err(Miss::Context(c)) if c.claim == Some(ClaimPart::Suffix)));
}

#[test]
fn places_are_told_apart() {
    let body = "Ann met Bob in Oslo. Later Ann met Bob again, and Ann met Bob once more.";
    let Miss::Ambiguous(places) = missing(body, "Ann met Bob") else { panic!("not ambiguous") };
    assert_eq!(places.count, 3);
    let tells: Vec<_> = places.first.iter().map(|p| p.tell.clone()).collect();
    let suffix = |s: &str| Some(Tell::Suffix(s.to_owned()));
    let prefix = |s: &str| Some(Tell::Prefix(s.to_owned()));
    assert_eq!(tells, [suffix("in"), prefix("Later"), prefix("and")]);
    for place in &places.first {
        let mut claim = Claim { exact: "Ann met Bob", ..Claim::default() };
        match place.tell.as_ref().unwrap() {
            Tell::Prefix(words) => claim.prefix = Some(words),
            Tell::Suffix(words) => claim.suffix = Some(words),
        }
        let mut buffers = QuoteBuffers::default();
        let text = ArticleText::new(body, &mut buffers);
        assert_eq!(text.find(&claim).unwrap().as_slice(), std::slice::from_ref(&place.range));
        let start = Claim { exact: "Ann met Bob", start: Some(place.start.into()), ..Claim::default() };
        assert_eq!(text.find(&start).unwrap().as_slice(), std::slice::from_ref(&place.range));
    }
}

#[test]
fn claims_must_hold() {
    let body = "Bob said: “Ann leads Acme.” In Oslo, Ann met Bob.";
    let claim = |prefix, suffix, start| Claim { exact: "Ann leads Acme", prefix, suffix, start };
    let found = Ok(vec!["Ann leads Acme".to_owned()]);
    assert_eq!(find(body, claim(Some("said: \""), Some(" ."), Some(11))), found);
    assert_eq!(find(body, claim(Some("aid: “"), None, None)), found);
    for (claim, part, stands) in [
        (claim(Some("Bob says"), None, None), ClaimPart::Prefix, "said: “"),
        (claim(None, Some("nowhere"), None), ClaimPart::Suffix, ".”"),
        (claim(None, None, Some(12)), ClaimPart::Start, "11"),
    ] {
        match find(body, claim) {
            Err(Miss::Context(c)) => {
                assert_eq!(c.claim, Some(part));
                assert_eq!(c.stands, stands);
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn whole_words_of_a_prefix_go_first() {
    let body = "a legal act, an illegal act";
    let claim = Claim { exact: "act", prefix: Some("legal"), ..Claim::default() };
    assert_eq!(find(body, claim), Ok(vec!["act".to_owned()]));
    let claim = Claim { exact: "act", prefix: Some("llegal"), ..Claim::default() };
    assert_eq!(find(body, claim), Ok(vec!["act".to_owned()]));
}

#[test]
fn offsets_count_code_points() {
    let body = "Ü🌍\r\nété".repeat(60);
    let mut buffers = QuoteBuffers::default();
    let text = ArticleText::new(&body, &mut buffers);
    let mut count = 0;
    for (byte, _) in body.char_indices() {
        assert_eq!(text.code_points(byte), count);
        count += 1;
    }
    assert_eq!(text.code_points(body.len()), count);
}

/// The nearest place, its differences as `quote→text`.
fn nearest(body: &str, exact: &str) -> Option<(Vec<String>, Likeness)> {
    let Miss::NotFound(nearest) = missing(body, exact) else { panic!("`{exact}` is missed otherwise") };
    let nearest = nearest?;
    let different = nearest.steps.iter().filter_map(|step| match step {
        Step::Same(_) => None,
        Step::Different { quote, text } => Some(format!("{quote}→{}", &body[text.clone()])),
    });
    Some((different.collect(), nearest.likeness))
}

#[test]
fn the_nearest_place_shows_what_differs() {
    let body =
        "Trade with Oslo is small. In 2018, trade with Bergen rose by 6% and fell again. Nobody knows why.";
    let words =
        |differences: &[&str]| Some((differences.iter().map(|d| (*d).to_owned()).collect(), Likeness::Words));
    assert_eq!(nearest(body, "trade with Bergen rose by 5%"), words(&["5→6"]));
    assert_eq!(nearest(body, "5%"), words(&["5→6"]));
    assert_eq!(nearest(body, "In 2018, trade with Bergen never rose by 6%"), words(&["never→"]));
    assert_eq!(nearest(body, "In 2018 trade with rose by 6%"), words(&["→,", "→Bergen"]));
    let case = Some((vec!["Trade→trade".to_owned()], Likeness::Case));
    assert_eq!(nearest(body, "Trade with Bergen rose"), case);
    assert_eq!(nearest(body, "quite another matter"), None);
    let signs = Some((vec!["'→‹".to_owned(), "'→›".to_owned()], Likeness::Signs));
    assert_eq!(nearest("He said ‹yes› once.", "said 'yes' once"), signs);
}

#[test]
fn white_space_inside_guillemets_counts_for_nothing() {
    let body = "Il écrit : « La Moldavie est décisive », a dit Anne. »Ja«, sagte er.";
    let words = "« La Moldavie est décisive », a dit";
    for quote in [
        "\"La Moldavie est décisive\", a dit",
        "«La Moldavie est décisive», a dit",
        "« La Moldavie est décisive », a dit",
        "“ La Moldavie est décisive ”, a dit",
    ] {
        stands(body, quote, words);
    }
    stands(body, "»Ja«, sagte", "»Ja«, sagte");
    stands(body, "« Ja », sagte", "»Ja«, sagte");
    // A piece between two of them.
    stands("« Oui », dit-il. « Non », dit-elle.", "Oui\", dit-il. \"Non", "Oui », dit-il. « Non");
    stands("« Oui », dit-il. « Non », dit-elle.", "», dit-il. «", "», dit-il. «");
    stands("He said \"yes\" once.", "« yes » once", "\"yes\" once");
    stands("He said \" yes \" once.", "«yes» once", "\" yes \" once");
    // The outer side counts, and so does straight marks' white space where there is no guillemet.
    missing("Il dit « oui » et", "dit« oui » et");
    missing("He said \"yes\" once.", "\" yes \" once");
}

#[test]
fn numbers_of_all_kinds_stay_whole() {
    for (body, exact) in [
        ("增长百分之十五。", "增长百分之十"),
        ("增长百分之十五。", "十五"),
        ("有三百二十人。", "二十人"),
        ("约3万人来。", "约3"),
        ("升三点五度。", "五度"),
        ("气温－5度。", "5度"),
        ("气温中-5度。", "5度"),
        ("About 1/2 of members left", "2 of members"),
        ("the 2018∕19 season", "the 2018"),
        ("on 2019-03-26 he left", "2019-03"),
        ("at 10:30 they left", "30 they"),
        ("at 10:30:05 they left", "at 10:30"),
        ("a fee of -$5 now", "$5 now"),
        ("a fee of ＋5 now", "5 now"),
    ] {
        assert!(matches!(missing(body, exact), Miss::Cut(_)), "`{exact}` in `{body}`");
    }
    stands("一个人来。", "个人来", "个人来");
    stands("from 2019–2022 on", "2022 on", "2022 on");
    stands("第5-7名。", "7名", "7名");
    stands("it ran --5 times", "5 times", "5 times");
    stands("Ag-5 is", "5 is", "5 is");
    stands("The score was 45:3 then", "3 then", "3 then");
    // A Thai vowel stays with its consonant.
    assert!(matches!(missing("เขาไปกะปิ", "ะปิ"), Miss::Cut(_)));
}

#[test]
fn near_misses_show_what_differs_in_every_script() {
    let words =
        |differences: &[&str]| Some((differences.iter().map(|d| (*d).to_owned()).collect(), Likeness::Words));
    assert_eq!(nearest("会议于6月在北京举行。", "会议于5月在北京"), words(&["5→6"]));
    let space = Some((vec![")said→) said".to_owned()], Likeness::Space));
    assert_eq!(nearest("So Holm (Acme) said so once.", "Holm (Acme)said so"), space);
    let space = Some((vec!["-run→-\nrun".to_owned()], Likeness::Space));
    assert_eq!(nearest("It is a state-\nrun bank there.", "a state-run bank"), space);
}
