//! Language tags as BCP 47 writes them.

/// The tag in its usual spelling, such as `pt-BR` for `PT-br`; nothing if it does not look
/// like a language tag.
pub fn language_tag(text: &str) -> Option<String> {
    let mut parts = text.split('-');
    let language = parts.next()?;
    if !(2..=3).contains(&language.len()) || !language.chars().all(|c| c.is_ascii_alphabetic()) {
        return None;
    }
    let mut tag = language.to_ascii_lowercase();
    let mut private = false;
    for part in parts {
        if !(1..=8).contains(&part.len()) || !part.chars().all(|c| c.is_ascii_alphanumeric()) {
            return None;
        }
        let letters = part.chars().all(|c| c.is_ascii_alphabetic());
        let lower = part.to_ascii_lowercase();
        tag.push('-');
        match part.len() {
            2 if letters && !private => tag.push_str(&part.to_ascii_uppercase()),
            4 if letters && !private => {
                tag.push_str(&lower[..1].to_ascii_uppercase());
                tag.push_str(&lower[1..]);
            }
            _ => tag.push_str(&lower),
        }
        // After a single letter come extensions, which are all lower-case.
        private |= part.len() == 1;
    }
    let whole = tag.rsplit('-').next().is_none_or(|last| last.len() != 1);
    whole.then_some(tag)
}
