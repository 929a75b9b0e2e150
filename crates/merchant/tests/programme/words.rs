//! The sentences of every subject are there in all three languages, with the same holes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

type Sentences = BTreeMap<String, String>;

fn holes(sentence: &str) -> BTreeSet<&str> {
    sentence
        .split('{')
        .skip(1)
        .map(|rest| rest.split_once('}').expect("a hole is closed").0)
        .collect()
}

fn subjects(language: &str) -> BTreeMap<String, Sentences> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("words")
        .join(language);
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let json = std::fs::read_to_string(&path).unwrap();
            let sentences: Sentences = serde_json::from_str(&json)
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            (name, sentences)
        })
        .collect()
}

#[test]
fn every_sentence_is_there_in_three_languages_with_the_same_holes() {
    let english = subjects("en");
    assert!(english.contains_key("programme.json"));
    for language in ["fi", "sv"] {
        let other = subjects(language);
        assert!(
            english.keys().eq(other.keys()),
            "{language} lacks a subject or has one more"
        );
        for (subject, sentences) in &english {
            let said = &other[subject];
            assert!(
                sentences.keys().eq(said.keys()),
                "{language}/{subject}: {:?}",
                sentences
                    .keys()
                    .collect::<BTreeSet<_>>()
                    .symmetric_difference(&said.keys().collect())
                    .collect::<Vec<_>>()
            );
            for (name, sentence) in sentences {
                let there = &said[name];
                assert_eq!(
                    holes(sentence),
                    holes(there),
                    "{language}/{subject}: {name}"
                );
                assert_eq!(
                    sentence.is_empty(),
                    there.is_empty(),
                    "{language}/{subject}: {name}"
                );
            }
        }
    }
}
