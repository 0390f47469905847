//! Dateline, a static site generator for world-news blogs.
//!
//! It keeps one claim: *a page whose facts have not changed is never rendered again, and the
//! output tree is byte for byte what a clean build would give.* The claim is a consequence
//! of the shape described here, not of care.
//!
//! # Bird's eye
//!
//! ```text
//!  site.toml  content/  themes/
//!       \        |        /
//!        source                 the one door in: bytes, text, fingerprints
//!              |
//!    config  content  theme     one file -> one value; never fails, collects problems
//!              |
//!           library             all documents resolved into one ordered, immutable model
//!              |
//!             plan              the full list of outputs, and each one's recipe
//!              |
//!            facts              the only window a page looks through; every look is noted
//!              |       \
//!           render    ledger    recipe + facts -> bytes  |  which looks, which answers, last time
//!              |       /
//!           publish             the one door out: atomic writes, nothing stale left behind
//!              |
//!            build              the line above as one function
//!              |
//!        watch  serve           look again; answer requests from the newest generation
//!              |
//!             cli               talks to the person
//! ```
//!
//! Everything above `render` is cheap and always worked out anew from the sources. Only
//! rendering is skipped, and only when the ledger proves that every question the page asked
//! last time has the same answer now.
//!
//! # Where to begin
//!
//! [`build::build`] is the whole program in one function; [`build::generation`] is its first
//! half, from sources to facts. A page is made by [`render::render`], which sees the site
//! through a [`facts::Window`] and nothing else. What a page can ask is the closed list
//! [`facts::Question`]. Everything that can be wrong with a site is a [`problem::Code`].
//!
//! # Rooms
//!
//! A room may use only rooms above it in this table, and only those named. A test holds it.
//!
//! | room | purpose | may use |
//! |---|---|---|
//! | [`fingerprint`] | a stable hash of bytes; the stamp of a file | – |
//! | [`data`] | plain trees of values | fingerprint |
//! | [`picture`] | what pictures are and tell, smaller forms of them, and cards; pure functions over bytes | fingerprint |
//! | [`source`] | walks and reads the site's files; places in them | fingerprint |
//! | [`problem`] | problems as values, their catalogue, how they are drawn | source |
//! | [`config`] | `site.toml` becomes settings | data, picture, source, problem |
//! | [`chart`] | tables of numbers read, and drawn | – |
//! | [`atlas`] | shapes and names of countries, and maps of them | – |
//! | [`component`] | what components take, how Markdown calls them, and whether the two fit | data, source, problem, config, atlas |
//! | [`content`] | a Markdown file becomes a document; data files; HTML of a body | data, fingerprint, source, problem, config, component |
//! | [`theme`] | templates parsed once, files listed, options, words, components | data, fingerprint, picture, source, problem, config, component |
//! | [`library`] | documents resolved: sections, terms, order, addresses, links; what is visible when | data, source, problem, config, component, content |
//! | [`register`] | `urls.lock`: every address the site has had | fingerprint, source, problem, config, library |
//! | [`plan`] | the list of outputs, and from what each is made | data, fingerprint, picture, source, problem, config, chart, component, content, theme, library, register |
//! | [`facts`] | questions and answers; the recording window | data, fingerprint, picture, source, config, chart, content, theme, library, plan |
//! | [`render`] | recipe and window become bytes | data, picture, source, problem, chart, atlas, theme, plan, facts |
//! | [`ledger`] | the traces of the last build, what parsing made of its files, pictures that were made; verdicts | fingerprint, picture, source, problem, content, plan, facts |
//! | [`publish`] | bytes become files, all or nothing | fingerprint, register |
//! | [`build`] | the pipeline, top to bottom | all above |
//! | [`watch`] | says when files may have changed, and where to look | – |
//! | [`serve`] | the preview: answers requests from the newest generation | fingerprint, source, problem, config, library, plan, facts, build, watch |
//! | [`import`] | articles that were written elsewhere | – |
//! | [`cli`] | words typed become requests; reports become words shown | build, watch, serve, import, config, content, source, problem |
//!
//! # What never happens
//!
//! 1. Only `source` reads the site; only `publish` writes outputs; only `ledger` touches its
//!    own file, only `register` writes `urls.lock`; only `cli` puts new articles into a site.
//!    Nobody else names `std::fs`.
//! 2. `render` does not name `library` or `content`: it learns everything from a window.
//! 3. Nothing below `cli` reads the clock, the environment or the current directory. The
//!    instant of a build is an argument, and a preview is given a clock; `build` measures how
//!    long it took, `watch` waits, and that decides nothing about a site.
//! 4. Parsing does not fail; it returns a value and problems.
//! 5. Nothing is mutable after the phase that made it: no global, no `Site` that everybody
//!    holds. (What `facts` works out on demand is kept, and is the same whoever asks first.)
//! 6. Nothing iterates a hash map where the order could show.
//! 7. Problems of content are found by the end of `plan`; only problems of the theme can
//!    appear while rendering.
//! 8. There is no incremental mode: a clean build is a build with an empty ledger.
//! 9. Memory holds the library's facts, not bodies or pages: the HTML of a body that was
//!    read in this build waits in a file without a name, any other is made when a page that
//!    prints it is rendered, and rendered bytes go to the stage at once.
//! 10. Served bytes are built bytes: a preview takes the same road as a build, and what it
//!     adds for the browser is added to the response.
//! 11. Content is untrusted: escaped by default, no path leaves its root, no request leaves
//!     the machine.
//!
//! # Across the rooms
//!
//! *Problems.* Bad content is a [`problem::Problem`] with a place and a hint, collected until
//! the end of the run; trouble of the machine is a `Result` with the path; a mistake of ours
//! is a panic.
//!
//! *Order.* Everything that could show is sorted by path or by an order that the library
//! fixed: neither the number of threads nor the order of directory entries can be seen.
//!
//! *Names.* Entries have permanent names (`page:asia/quake`), questions have a text form made
//! of them, and so the ledger of one build can be read beside the facts of the next, on
//! another machine too.

pub mod fingerprint;
pub mod data;
pub mod picture;
pub mod source;
pub mod problem;
pub mod config;
pub mod chart;
pub mod atlas;
pub mod component;
pub mod content;
pub mod theme;
pub mod library;
pub mod register;
pub mod plan;
pub mod facts;
pub mod render;
pub mod ledger;
pub mod publish;
pub mod build;
pub mod watch;
pub mod serve;
pub mod import;
pub mod cli;
