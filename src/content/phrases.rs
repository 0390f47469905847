//! The few words that the HTML of a body brings itself, in the languages most of the
//! world's news is read in; English for all others.

use pulldown_cmark::BlockQuoteKind;

/// The words of one language.
pub(crate) struct Phrases {
    /// What a table is called.
    pub(crate) table: &'static str,
    /// What footnotes are called.
    pub(crate) footnotes: &'static str,
    /// The label of the way back from a footnote; its number follows.
    pub(crate) back: &'static str,
    /// Note, tip, important, warning, caution.
    alerts: [&'static str; 5],
}

impl Phrases {
    /// The words of a language, by its primary subtag.
    pub(crate) fn of(lang: &str) -> &'static Phrases {
        let primary = lang.split('-').next().unwrap_or(lang);
        LANGUAGES
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(primary))
            .map_or(&ENGLISH, |(_, phrases)| phrases)
    }

    /// The class and the title of an alert.
    pub(crate) fn alert(&self, kind: BlockQuoteKind) -> (&'static str, &'static str) {
        let [note, tip, important, warning, caution] = self.alerts;
        match kind {
            BlockQuoteKind::Note => ("note", note),
            BlockQuoteKind::Tip => ("tip", tip),
            BlockQuoteKind::Important => ("important", important),
            BlockQuoteKind::Warning => ("warning", warning),
            BlockQuoteKind::Caution => ("caution", caution),
        }
    }
}

static ENGLISH: Phrases = Phrases {
    table: "Table",
    footnotes: "Footnotes",
    back: "Back to reference",
    alerts: ["Note", "Tip", "Important", "Warning", "Caution"],
};

static LANGUAGES: [(&str, Phrases); 7] = [
    (
        "fr",
        Phrases {
            table: "Tableau",
            footnotes: "Notes",
            back: "Retour à l’appel de note",
            alerts: ["Remarque", "Conseil", "Important", "Avertissement", "Attention"],
        },
    ),
    (
        "es",
        Phrases {
            table: "Tabla",
            footnotes: "Notas",
            back: "Volver a la referencia",
            alerts: ["Nota", "Consejo", "Importante", "Advertencia", "Precaución"],
        },
    ),
    (
        "ar",
        Phrases {
            table: "جدول",
            footnotes: "الحواشي",
            back: "العودة إلى المرجع",
            alerts: ["ملاحظة", "نصيحة", "مهم", "تحذير", "تنبيه"],
        },
    ),
    (
        "zh",
        Phrases {
            table: "表格",
            footnotes: "脚注",
            back: "返回引用处",
            alerts: ["注意", "提示", "重要", "警告", "小心"],
        },
    ),
    (
        "ru",
        Phrases {
            table: "Таблица",
            footnotes: "Примечания",
            back: "Назад к сноске",
            alerts: ["Примечание", "Совет", "Важно", "Предупреждение", "Осторожно"],
        },
    ),
    (
        "de",
        Phrases {
            table: "Tabelle",
            footnotes: "Fußnoten",
            back: "Zurück zur Textstelle",
            alerts: ["Hinweis", "Tipp", "Wichtig", "Warnung", "Vorsicht"],
        },
    ),
    (
        "ja",
        Phrases {
            table: "表",
            footnotes: "脚注",
            back: "本文に戻る",
            alerts: ["注記", "ヒント", "重要", "警告", "注意"],
        },
    ),
];
