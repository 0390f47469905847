//! The role headings that are known without any setting, in the languages of the world desk.

use super::Roles;

type Words = &'static [&'static str];

/// Language, background, impact, reactions, next, sign-off.
const BUILT_IN: [(&str, [Words; 5]); 7] = [
    (
        "en",
        [
            &["Background"],
            &["The Global Impact"],
            &["Reactions from the World Stage"],
            &["What Comes Next?"],
            &["Stay tuned to *"],
        ],
    ),
    (
        "fr",
        [
            &["Contexte", "Le contexte", "Rappel des faits"],
            &["L’impact mondial", "L'impact mondial", "Les conséquences mondiales"],
            &["Réactions sur la scène mondiale", "Réactions internationales"],
            &["Et maintenant ?", "Et maintenant\u{a0}?", "Et maintenant\u{202f}?", "La suite"],
            &["Restez à l’écoute de *", "Restez à l'écoute de *", "Suivez *"],
        ],
    ),
    (
        "es",
        [
            &["Antecedentes", "Contexto"],
            &["El impacto mundial", "El impacto global"],
            &["Reacciones en la escena mundial", "Reacciones internacionales"],
            &["¿Qué viene ahora?", "¿Qué sigue?"],
            &["Siga atento a *", "Sigue atento a *", "Manténgase atento a *"],
        ],
    ),
    (
        "ar",
        [
            &["الخلفية", "خلفية"],
            &["الأثر العالمي", "التأثير العالمي"],
            &["ردود الفعل على الساحة العالمية", "ردود الفعل الدولية"],
            &["ماذا بعد؟"],
            &["تابعوا *", "ابقوا على اطلاع مع *"],
        ],
    ),
    (
        "zh",
        [
            &["背景"],
            &["全球影响", "全球影響"],
            &["国际社会的反应", "國際社會的反應", "各方反应", "各方反應"],
            &["接下来会怎样？", "接下來會怎樣？", "下一步"],
            &["敬请关注*", "敬請關注*", "请继续关注*"],
        ],
    ),
    (
        "ru",
        [
            &["Предыстория", "Контекст"],
            &["Глобальные последствия", "Последствия для мира"],
            &["Реакция мирового сообщества", "Реакция в мире"],
            &["Что дальше?"],
            &["Следите за *", "Оставайтесь с *"],
        ],
    ),
    (
        "de",
        [
            &["Hintergrund", "Hintergründe"],
            &["Die weltweiten Folgen", "Die globalen Auswirkungen"],
            &["Reaktionen der Weltbühne", "Reaktionen aus aller Welt", "Internationale Reaktionen"],
            &["Wie geht es weiter?"],
            &["Bleiben Sie dran*", "Bleiben Sie auf dem Laufenden*"],
        ],
    ),
];

/// The built-in roles by language.
pub(super) fn built_in() -> Vec<(String, Roles)> {
    let list = |words: Words| words.iter().map(|word| (*word).to_owned()).collect();
    BUILT_IN
        .iter()
        .map(|(lang, [background, impact, reactions, next, signoff])| {
            let roles = Roles {
                background: list(background),
                impact: list(impact),
                reactions: list(reactions),
                next: list(next),
                signoff: list(signoff),
            };
            ((*lang).to_owned(), roles)
        })
        .collect()
}
