//! Single sentences, each with one fact and the warnings that it must have.
use super::sample::Sample;
use serde_json::{Value, json};

/// The language, the text, the entities as `key Class label`, the fact apart from what is the same for all, and the codes of
/// its warnings.
type Case = (&'static str, &'static str, &'static [&'static str], &'static str, &'static [&'static str]);

const CASES: &[Case] = &[
    // A verb of speech in another sense.
    (
        "en",
        "The maker has recalled 212 cars after finding that a valve had failed.",
        &["cars Group recalled cars"],
        r#"{"subject": "cars", "predicate": "memberCount", "value": 212, "quote": "The maker has recalled 212 cars"}"#,
        &[],
    ),
    // An acquittal behind what was put in.
    (
        "fr",
        "Son épouse, Léa Morin, poursuivie pour recel, a été relaxée.",
        &["lea Person Léa Morin", "recel Concept recel"],
        r#"{"subject": "lea", "predicate": "convictedOf", "object": "recel", "modality": "completed", "negated": true}"#,
        &[],
    ),
    // What an attribute tells is so already.
    (
        "de",
        "Gezeigt werden soll das 1927 entstandene Werk erst im Mai.",
        &["entstehung Event Entstehung des Werks"],
        r#"{"subject": "entstehung", "predicate": "when", "object": "1927", "modality": "completed", "quote": "das 1927 entstandene Werk"}"#,
        &[],
    ),
    // A quote that only names what the fact is about says nothing of its modality.
    (
        "de",
        "Der Werkzeugbauer Kern will wachsen. Im vergangenen Jahr sank der Gewinn um 12 Prozent.",
        &["fall Event Gewinnrückgang bei Kern"],
        r#"{"subject": "fall", "predicate": "decrease", "quantity": {"number": 12, "unit": "percent"}, "quote": ["Der Werkzeugbauer Kern will", "sank der Gewinn um 12 Prozent"]}"#,
        &[],
    ),
    // A negation that tells from when on.
    (
        "es",
        "El puente no abrirá hasta el 3 de mayo.",
        &["opening Event apertura del puente"],
        r#"{"subject": "opening", "predicate": "when", "object": "2026-05-03", "modality": "planned"}"#,
        &[],
    ),
    (
        "fr",
        "Le pont n'ouvrira qu'en mai 2026.",
        &["opening Event ouverture du pont"],
        r#"{"subject": "opening", "predicate": "when", "object": "2026-05", "modality": "planned"}"#,
        &[],
    ),
    (
        "kk",
        "Көпір 2 мамырдан кешіктірмей ашылады.",
        &["opening Event көпірдің ашылуы"],
        r#"{"subject": "opening", "predicate": "when", "object": "../2026-05-02", "modality": "planned", "inferred": true, "note": "2026."}"#,
        &[],
    ),
    // Parts of months.
    (
        "en",
        "The bridge is to open by the end of May.",
        &["opening Event opening of the bridge"],
        r#"{"subject": "opening", "predicate": "when", "object": "../2026-05-31", "modality": "planned"}"#,
        &[],
    ),
    (
        "zh",
        "大桥将于5月中旬通车。",
        &["opening Event 大桥通车"],
        r#"{"subject": "opening", "predicate": "when", "object": "2026-05-11/2026-05-20", "modality": "planned"}"#,
        &[],
    ),
    (
        "kk",
        "Көпір мамырдың 7-сіне дейін ашылады.",
        &["opening Event көпірдің ашылуы"],
        r#"{"subject": "opening", "predicate": "when", "object": "../2026-05-07", "modality": "planned"}"#,
        &[],
    ),
    // "Never so many" negates nothing, and what was put in is not what is negated.
    (
        "fr",
        "La maire Anne Roy a gagné le vote de dimanche. Jamais ce vote n'avait attiré autant de monde.",
        &["vote Event vote de dimanche", "roy Person Anne Roy"],
        r#"{"subject": "vote", "predicate": "winner", "object": "roy"}"#,
        &[],
    ),
    (
        "en",
        "The fire, caused by a short circuit, was not a crime.",
        &["fire Event fire", "circuit Event short circuit"],
        r#"{"subject": "circuit", "predicate": "resultsIn", "object": "fire"}"#,
        &[],
    ),
    (
        "en",
        "Without a loan the mill could not have been built, Ann Berg said.",
        &["building Event building of the mill", "mill Place mill", "berg Person Ann Berg"],
        r#"{"subject": "building", "predicate": "involves", "object": "mill", "modality": "hypothetical", "negated": true, "according-to": "berg"}"#,
        &[],
    ),
    // Parts of a whole are shares; a number beside one is not.
    (
        "zh",
        "六成以上的学生已经返校。",
        &["pupils Group 返校学生"],
        r#"{"subject": "pupils", "predicate": "share", "quantity": {"from": 60, "unit": "percent"}, "inferred": true, "note": "60"}"#,
        &[],
    ),
    (
        "es",
        "Una de cada diez casas está vacía.",
        &["houses Group casas vacías"],
        r#"{"subject": "houses", "predicate": "share", "quantity": {"number": 10, "unit": "percent"}, "inferred": true, "note": "1/10 = 10 %"}"#,
        &[],
    ),
    (
        "en",
        "The firm, half of whose shops are abroad, cut 30 jobs.",
        &["cut Event cut of jobs"],
        r#"{"subject": "cut", "predicate": "decrease", "quantity": {"number": 30, "unit": "percent"}}"#,
        &["unsupported-unit"],
    ),
    (
        "ru",
        "Отставание команды составило полтора очка.",
        &["gap Concept отставание команды"],
        r#"{"subject": "gap", "predicate": "amount", "quantity": {"number": 1.5, "unit": "points"}}"#,
        &[],
    ),
    (
        "de",
        "In Kiel wurden am Montag 31 Grad gemessen.",
        &["heat Concept Temperatur in Kiel"],
        r#"{"subject": "heat", "predicate": "amount", "quantity": {"number": 31, "unit": "degrees-celsius"}}"#,
        &[],
    ),
    // Words that look like those of a speaker.
    (
        "de",
        "Die Gewerkschaft, der 300 Fahrer angehören, kündigte für Freitag einen Streik an.",
        &["drivers Group Fahrer in der Gewerkschaft"],
        r#"{"subject": "drivers", "predicate": "amount", "quantity": {"number": 300, "unit": "persons"}, "quote": "Die Gewerkschaft, der 300 Fahrer angehören"}"#,
        &[],
    ),
    (
        "en",
        "The bank dropped its fee of 2 dollars on Monday, two weeks after announcing it.",
        &["fee Concept fee of the bank"],
        r#"{"subject": "fee", "predicate": "amount", "quantity": {"number": 2, "unit": "dollars"}, "quote": "The bank dropped its fee of 2 dollars on Monday"}"#,
        &[],
    ),
    // Negations beside words that look like one.
    (
        "en",
        "The tenants will not leave at the end of May.",
        &["leaving Event departure of the tenants at the end of May", "tenants Group tenants"],
        r#"{"subject": "leaving", "predicate": "participant", "object": "tenants", "modality": "planned"}"#,
        &["unsupported-polarity"],
    ),
    (
        "en",
        "The firm lost 5 million euros last year.",
        &["firm Organization the firm"],
        r#"{"subject": "firm", "predicate": "loss", "quantity": {"number": 5, "unit": "million-euros"}, "negated": true}"#,
        &["unsupported-polarity"],
    ),
    (
        "kk",
        "Комиссия шағым түспегенін хабарлады.",
        &["complaint Event шағымның түсуі", "board Organization комиссия"],
        r#"{"subject": "complaint", "predicate": "organizedBy", "object": "board", "negated": true, "according-to": "board"}"#,
        &[],
    ),
    // Speakers.
    (
        "en",
        "The mill never asked for aid, its owner Ann Berg said.",
        &["request Event request for aid", "mill Organization the mill"],
        r#"{"subject": "request", "predicate": "organizedBy", "object": "mill", "negated": true}"#,
        &["missing-speaker"],
    ),
    (
        "es",
        "No habrá despidos en la fábrica, zanjó este lunes el director.",
        &["cuts Event despidos en la fábrica", "plant Organization fábrica"],
        r#"{"subject": "cuts", "predicate": "involves", "object": "plant", "modality": "planned", "negated": true}"#,
        &["missing-speaker"],
    ),
    (
        "zh",
        "分析师李明预计，全年销量将达到200万台。",
        &["sales Concept 全年销量"],
        r#"{"subject": "sales", "predicate": "amount", "quantity": {"number": 2000000, "unit": "台"}, "modality": "expected"}"#,
        &["missing-speaker"],
    ),
    (
        "de",
        "Die Stadt wirft dem Wirt Karl Moll Betrug vor.",
        &["moll Person Karl Moll", "fraud Concept Betrug"],
        r#"{"subject": "moll", "predicate": "accusedOf", "object": "fraud"}"#,
        &["missing-speaker"],
    ),
    // Ends: the noun tells of what, and "I" is who speaks.
    (
        "en",
        "The sale of the mill was agreed in May 2025. The closure of the mill followed in June 2025.",
        &["sale Event sale of the mill", "closure Event closure of the mill"],
        r#"{"subject": "sale", "predicate": "when", "object": "2025-06", "quote": "The closure of the mill followed in June 2025"}"#,
        &["unsupported-end"],
    ),
    (
        "en",
        "Carl Holm leads the council. “I did not take part in the vote,” said Ann Berg.",
        &["vote Event vote", "holm Person Carl Holm", "berg Person Ann Berg"],
        r#"{"subject": "vote", "predicate": "participant", "object": "holm", "negated": true, "according-to": "berg", "quote": "“I did not take part in the vote,” said Ann Berg"}"#,
        &["unsupported-end"],
    ),
    (
        "de",
        "Die Verträge wurden im Mai 2025 abgeschlossen.",
        &["deal Event Abschluss der Verträge", "start Event Beginn der Verträge"],
        r#"{"subject": "deal", "predicate": "when", "object": "2025-05"}"#,
        &[],
    ),
];

/// What is wrong with the warnings about the sentences.
pub(crate) fn wrong() -> Vec<String> {
    CASES.iter().filter_map(wrong_one).collect()
}

fn wrong_one((language, text, entities, fact, codes): &Case) -> Option<String> {
    let mut fact: Value = serde_json::from_str(fact).unwrap();
    for (key, value) in
        [("id", "f1"), ("modality", "completed"), ("quote", text.trim_end_matches(['.', '。']))]
    {
        if fact.get(key).is_none() {
            fact[key] = json!(value);
        }
    }
    let mut described = json!({});
    for entity in *entities {
        let (key, rest) = entity.split_once(' ').unwrap();
        let (class, label) = rest.split_once(' ').unwrap();
        described[key] = json!({"type": class, "label": label});
    }
    let article =
        json!({"id": "one", "title": "One", "language": language, "published": "2026-03-12", "text": text});
    let document = json!({"article": article, "entities": described, "facts": [fact]});
    let sample = Sample::inline(text, document.to_string());
    let said = sample.check(&sample.read());
    let found: Vec<&str> = said[0].iter().map(|(code, _)| code.name()).collect();
    (found != *codes).then(|| format!("{text}\n  expected {codes:?}, found {:?}", said[0]))
}
