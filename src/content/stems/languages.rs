//! What each language leaves off its words: little, and only what is safe without a dictionary.
//!
//! Each table is three lists of words with spaces between them, as the index hands them to the
//! browser. All are folded already: without accents.

/// How the words of a language become stems.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Language {
    /// Words that nearly every text has: they are not searched for.
    pub stop: &'static str,
    /// What is taken off the beginning; the first that fits.
    pub prefixes: &'static str,
    /// What is taken off the end, the first that fits; after a colon, what is put there instead.
    pub suffixes: &'static str,
}

/// The tables, by language.
const LANGUAGES: [(&str, Language); 8] = [
    (
        "en",
        Language {
            stop: "an the and or of in on at to for from by with as is are was were be been it its this that \
                   these those he she they his her their we our you has have had not but which who will would",
            prefixes: "",
            suffixes: "ies:y ss:ss us:us is:is s",
        },
    ),
    (
        "fr",
        Language {
            stop: "le la les un une des du de et ou en dans sur au aux pour par avec est sont ete il elle ils \
                   elles ce cette ces qui que qu ne pas plus se sa son ses leur leurs nous vous on mais",
            prefixes: "",
            suffixes: "ees es e s x",
        },
    ),
    (
        "es",
        Language {
            stop: "el la los las un una unos unas de del al en por para con sin es son fue ser que se su sus \
                   lo le les como pero mas no ha han este esta estos estas",
            prefixes: "",
            suffixes: "os as es o a e s",
        },
    ),
    (
        "pt",
        Language {
            stop: "os as um uma de do da dos das em no na nos nas por para com sem que se sua seu suas seus \
                   foi ser sao mais mas nao ao aos este esta",
            prefixes: "",
            suffixes: "oes:ao aes:ao ao:ao os as es o a e s",
        },
    ),
    (
        "it",
        Language {
            stop: "il lo la gli le un una uno di del della dei delle da dal in nel nella su sul per con che \
                   si sono non ma piu come anche ha hanno questo questa",
            prefixes: "",
            suffixes: "i e o a",
        },
    ),
    (
        "de",
        Language {
            stop: "der die das den dem des ein eine einer eines einem einen und oder in im an am auf zu zum \
                   zur mit von vom fur bei nach aus ist sind war wurde wird hat haben als wie dass nicht sich \
                   er sie es auch",
            prefixes: "",
            suffixes: "ern en er em es e n s",
        },
    ),
    (
        "ru",
        Language {
            stop: "и в во не на с со что как по из за к ко от до у о об для это но а его ее их он она они \
                   был была было были быть же бы ли или",
            prefixes: "",
            suffixes: "иями ями ами иеи иям иях ого его ому ему ыми ими ов ев еи ам ям ах ях ом ем ою ею ои \
                       ии ыи ые ие ия ью ая яя ую юю а е и о у ы ь э ю я",
        },
    ),
    (
        "ar",
        Language {
            stop: "في من علي الي عن مع ان هذا هذه ذلك التي الذي كان كانت قد لا ما لم هو هي او ثم بين بعد قبل",
            prefixes: "وال بال كال فال ال لل",
            suffixes: "ها ات ون ين ان يه ه ي",
        },
    ),
];

impl Language {
    /// A language without tables: its words are their own stems.
    const PLAIN: Self = Self { stop: "", prefixes: "", suffixes: "" };

    /// The tables of a language, by its tag.
    pub fn of(tag: &str) -> Self {
        let primary = tag.split('-').next().unwrap_or(tag);
        let known = LANGUAGES.iter().find(|(name, _)| *name == primary);
        known.map_or(Self::PLAIN, |(_, language)| *language)
    }
}
