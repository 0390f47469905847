//! The catalogue of problems: one flat table, each entry with its name, its severity and a
//! paragraph that says what it means and how it is mended.

/// How bad a problem is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, serde::Serialize, serde::Deserialize)]
pub enum Severity {
    /// Nothing is published until it is mended.
    Error,
    /// The site is published; somebody should look.
    Warning,
    /// All is well; something could be better. Only `check` says so.
    Advice,
}

impl Severity {
    /// The word that is shown.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Advice => "advice",
        }
    }
}

macro_rules! catalogue {
    ($($(#[doc = $doc:literal])+ $name:ident $word:literal $severity:ident;)+) => {
        /// The kinds of problems, by name.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, serde::Serialize, serde::Deserialize)]
        pub enum Code {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Code {
            /// All codes, in the order of the catalogue.
            pub const ALL: &'static [Code] = &[$(Code::$name),+];

            /// The name that is shown and that people search for.
            pub fn name(self) -> &'static str {
                match self { $(Code::$name => $word,)+ }
            }

            /// How bad this kind of problem is.
            pub fn severity(self) -> Severity {
                match self { $(Code::$name => Severity::$severity,)+ }
            }

            /// What it means and how it is mended.
            pub fn explanation(self) -> &'static str {
                match self { $(Code::$name => concat!($($doc),+),)+ }
            }
        }
    };
}

catalogue! {
    /// The site has no `site.toml`, so there is nothing to say what the site is called. `dateline init` makes one.
    NoConfig "no-config" Error;
    /// `site.toml`, `theme.toml`, front matter or a data file is not well-formed. The place is where the reader gave up; the mistake is there or shortly before.
    Syntax "syntax" Error;
    /// A key that Dateline does not know. It is an error because a misspelt `draft` would publish the article. The site's own values belong below `extra`.
    UnknownKey "unknown-key" Error;
    /// The same key is given twice.
    DuplicateKey "duplicate-key" Error;
    /// A value of the wrong kind, for instance a list where text is wanted.
    WrongType "wrong-type" Error;
    /// A value of the right kind that cannot be: a date that no calendar has, a label that does not exist, an address that is none.
    BadValue "bad-value" Error;
    /// A key that must be there is missing.
    MissingKey "missing-key" Error;
    /// A file that should be text is not UTF-8. Save it as UTF-8 in the editor.
    NotUtf8 "not-utf8" Error;
    /// A text file is longer than 8 MiB.
    TooLong "too-long" Error;
    /// A Markdown file does not begin with front matter: a line `---`, the keys, and a line `---`.
    NoFrontMatter "no-front-matter" Error;
    /// Front matter that begins with `---` but has no line `---` at its end.
    UnclosedFrontMatter "unclosed-front-matter" Error;
    /// Front matter that is longer than 64 KiB, nests deeper than 64 levels or multiplies itself by aliases. It is refused before it costs time.
    ExcessiveFrontMatter "excessive-front-matter" Error;
    /// A local time that the site's time zone skips or has twice because of daylight-saving time. Write the offset, for instance `2026-03-29T02:30:00+01:00`.
    AmbiguousTime "ambiguous-time" Error;
    /// A symbolic link in the site that leads out of its root, in a circle or to nothing.
    BadLink "bad-symlink" Error;
    /// A file name that is not UTF-8, so it has no address on the web.
    BadFileName "bad-file-name" Error;
    /// Two sources want the same address, or addresses that differ only by letter case and would be one file on many disks.
    DuplicateUrl "duplicate-url" Error;
    /// An address that was published, as `urls.lock` tells, would lead nowhere. Addresses are for ever: bring the page back, let the address lead to another by `aliases` or `redirects`, or withdraw the article with `status: withdrawn`, which keeps the address and says why. `dateline check --fix` finds pages, feeds and files that have moved. On a host without rules no page can send on those who ask for a feed or a file: bring it back, or name a host with rules in `hosts`.
    LostUrl "lost-url" Error;
    /// Two documents have the same `id`, perhaps because one began as a copy of the other. Give one a new `id`: that of the older must stay, since readers and feeds know it by it.
    DuplicateArticleId "duplicate-article-id" Error;
    /// Redirects that lead in a circle, or a folder that leads into itself.
    RedirectLoop "redirect-loop" Error;
    /// A redirect that a host of the site cannot carry out: it has no rules for it, or takes only so many.
    HostLimit "host-limit" Warning;
    /// A link to an article, a page or an address of the site that does not exist.
    BrokenLink "broken-link" Error;
    /// A link to a heading that the page does not have.
    BrokenAnchor "broken-anchor" Error;
    /// A picture or file that is not there.
    MissingFile "missing-file" Error;
    /// A link of a kind that pages may not have, such as `javascript:`. Allowed are http, https, mailto and tel.
    UnsafeLink "unsafe-link" Error;
    /// A link to an article that is scheduled for later. The page shows the words without the link, and gets the link when the article appears.
    WaitingLink "waiting-link" Warning;
    /// A link to an article that was withdrawn, or that has expired and left only a notice.
    DeadEnd "dead-end" Warning;
    /// Something that is visible now leads to an article under embargo, or shows a file that belongs to it.
    EmbargoLeak "embargo-leak" Error;
    /// An article that is `breaking` without saying until when.
    EndlessLabel "endless-label" Warning;
    /// HTML in Markdown. It is shown as text unless `site.toml` says `[markdown] raw_html = true`.
    RawHtml "raw-html" Warning;
    /// A picture without a description for those who do not see it.
    MissingAlt "missing-alt" Warning;
    /// A description of a picture that helps nobody: the name of its file, its caption once more, more than 250 characters, or words such as `image of`.
    PoorAlt "poor-alt" Warning;
    /// A picture that names nobody whose work it is, neither in the document nor in its file.
    MissingCredit "missing-credit" Warning;
    /// A lead picture of less than 1200 pixels from left to right. Search engines and previews of links show such a one small or not at all.
    SmallPicture "small-picture" Warning;
    /// A file that by its name is a picture, and by its bytes is none, or only the beginning of one. It is copied as it is, without its size and without smaller forms.
    UnreadablePicture "unreadable-picture" Warning;
    /// A picture whose pixels cannot be read, though its head can. The file is damaged.
    UndecodablePicture "undecodable-picture" Error;
    /// A picture of more than 100 million pixels, or a file of more than 128 MiB. It is copied as it is: to make smaller forms of it would take too much memory.
    HugePicture "huge-picture" Warning;
    /// A file that `[cards] fonts` names and that is no font, or one of another kind than TrueType and OpenType, or has more than 64 MiB.
    UnreadableFont "unreadable-font" Error;
    /// A headline with characters that no font has, so that the article gets no card for previews of links. The fonts of the program have Latin, Greek, Cyrillic, Arabic and Hebrew letters; fonts for other scripts are named in `[cards] fonts`.
    MissingGlyph "missing-glyph" Advice;
    /// A heading of level 1 in the text of an article; the title is the page's only one. Begin with `##`.
    SecondTitle "second-title" Warning;
    /// Two headings of a page ask for the same id.
    DuplicateId "duplicate-id" Error;
    /// A footnote that is referred to but not written, or the other way round.
    LooseFootnote "loose-footnote" Warning;
    /// Two spellings of one topic, author or other term that differ only in case or spacing.
    TermSpelling "term-spelling" Warning;
    /// A text that is longer than the place it is shown in: a short title, a main point.
    LongText "long-text" Warning;
    /// A correction that does not say what was wrong and what is right. Readers who have read the former version need both: `was` and `now`.
    VagueCorrection "vague-correction" Warning;
    /// A line of colons that cannot be read: an argument without its closing quotation mark, a component that is opened and not closed, colons that close nothing.
    ComponentSyntax "component-syntax" Error;
    /// Markdown calls a component that the theme does not have.
    UnknownComponent "unknown-component" Error;
    /// A component is called with an argument that it does not take, without one that it needs, or with a value that cannot be; or it has a body and should have none, or the other way round.
    ComponentArgument "component-argument" Error;
    /// The theme that `site.toml` or another theme names does not exist.
    NoTheme "no-theme" Error;
    /// A theme extends itself, by way of others or directly.
    ThemeCircle "theme-circle" Error;
    /// A style sheet imports another that does not exist, or itself.
    DeadImport "dead-import" Error;
    /// A Sass style sheet that cannot be compiled: there is a mistake in it, or this program was built without Sass (`cargo install --path . --locked --features sass` builds one with it).
    SassFailed "sass-failed" Error;
    /// A template names another that no layer has. Names are paths below `templates/`: `partials/_card.html`, not `_card.html`. Your own lie in `themes/NAME/templates/`, or in `templates/` of the site; `dateline theme` lists those of `broadsheet`.
    NoTemplate "no-template" Error;
    /// A template that cannot be read by the template engine: a tag that is not closed, an unknown word.
    TemplateSyntax "template-syntax" Error;
    /// A template fills a block that no template above it has, so what it holds shows nowhere. Give it the name of a block of the template that is extended, or put it into one that shows.
    UnknownBlock "unknown-block" Warning;
    /// A template asks for something that is not there: a misspelt field, or a variable that nothing has set. What each thing has stands in the guide for theme makers, under what templates see.
    UndefinedInTemplate "undefined-in-template" Error;
    /// A template failed while a page was made: a wrong argument, a missing file, a loop without end.
    TemplateFailed "template-failed" Error;
    /// Something the site has not said, so that what would be made from it is left out. Nothing is invented in its place. The hint says what to give and what it brings.
    NotGiven "not-given" Advice;
}
