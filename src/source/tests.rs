//! Tests of the sources room.

use super::{SourceId, Sources};

#[test]
fn a_text_has_no_nul_whatever_the_file_has() {
    let sources = Sources::from_texts([("content/a.md", "one\0two\r\n")]);
    let text = sources.text(SourceId(0)).unwrap();
    assert_eq!(text.text, "one\u{fffd}two\n");
    assert_eq!(sources.text_again(SourceId(0)).unwrap(), text.text);
}
