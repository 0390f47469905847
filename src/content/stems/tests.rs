//! Tests of stems. The table of examples is also read by the check of the browser's side.

use super::{Language, fold, fold_any, stems};

fn stemmed(text: &str, lang: &str) -> String {
    let mut found = Vec::new();
    stems(text, &Language::of(lang), &mut |stem| found.push(stem.to_owned()));
    found.join(" ")
}

#[test]
fn examples_come_to_their_stems() {
    let table = include_str!("../../../tests/search/stems.tsv");
    let (mut seen, mut wrong) = (0, Vec::new());
    for line in table.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [lang, text, wanted] = cells.as_slice() else { panic!("a row of another form: {line}") };
        let found = stemmed(text, lang);
        if found != *wanted {
            wrong.push(format!("{line}: {found}"));
        }
        seen += 1;
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(seen > 40, "the table has {seen} rows");
}

proptest::proptest! {
    /// The short ways are only that.
    #[test]
    fn folding_is_the_same_by_the_general_way(text in "([a-zA-Z0-9 .’“…–]|[à-ÿÀ-Þ]|[Ѐ-ӿ]|[؀-ۿ]|[\u{3040}-\u{30ff}]|[一-龥]|[가-힣]|[\u{300}-\u{310}]|[\u{3099}-\u{309a}]|[ﾊ-ﾟ]){0,24}") {
        let mut general = String::new();
        fold_any(&text, &mut general);
        let words = |text: &str| text.split(|c| !super::is_of_word(c)).filter(|word| !word.is_empty()).map(str::to_owned).collect::<Vec<_>>();
        proptest::prop_assert_eq!(words(&fold(&text)), words(&general), "{:?}", text);
    }
}
