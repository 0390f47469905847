//! The words the corpus is made of: invented people and places, and topics of no real event.

/// The sections: the name of the folder and the title.
pub const SECTIONS: [(&str, &str); 8] = [
    ("africa", "Africa"),
    ("americas", "Americas"),
    ("asia", "Asia"),
    ("climate", "Climate"),
    ("economy", "Economy"),
    ("europe", "Europe"),
    ("middle-east", "Middle East"),
    ("oceania", "Oceania"),
];

/// Given names of authors; each goes with five family names.
pub const GIVEN: [&str; 8] = ["Mara", "Tomas", "Yuki", "Samir", "Leila", "Ines", "Oskar", "Adaeze"];

/// Family names of authors.
pub const FAMILY: [&str; 5] = ["Lind", "Okoro", "Arslan", "Dutta", "Moreau"];

/// What tags are about; each goes with twelve sides of it.
pub const TAG_SUBJECTS: [&str; 25] = [
    "border",
    "coast",
    "customs",
    "drought",
    "energy",
    "fishery",
    "flood",
    "forest",
    "grain",
    "harbour",
    "health",
    "housing",
    "island",
    "labour",
    "language",
    "migration",
    "mining",
    "press",
    "rail",
    "river",
    "school",
    "shipping",
    "steel",
    "treaty",
    "water",
];

/// The sides from which tags look at their subject.
pub const TAG_SIDES: [&str; 12] = [
    "aid", "courts", "debt", "history", "law", "maps", "policy", "prices", "reform", "research", "talks",
    "trade",
];

/// Places that are on no map.
pub const PLACES: [&str; 24] = [
    "Arvenia",
    "Port Selm",
    "Ostravale",
    "the Kell islands",
    "Marrowick",
    "Tessaly Bay",
    "Upper Dorne",
    "Calvera",
    "the Vint valley",
    "Sankara Lake",
    "Nuevo Brant",
    "Ilmaren",
    "Quessant",
    "the Hollow Coast",
    "Bellaporte",
    "Zarenia",
    "Mount Oriel",
    "East Tamber",
    "Lanterra",
    "Fjordane",
    "the Sable plain",
    "Rivasol",
    "Kirun",
    "São Telmo",
];

/// Those who act.
pub const ACTORS: [&str; 20] = [
    "ministers",
    "fishing crews",
    "the harbour authority",
    "a panel of judges",
    "village councils",
    "the rail union",
    "hydrologists",
    "the upper house",
    "shipping firms",
    "delegates",
    "grain traders",
    "the central bank",
    "surveyors",
    "teachers",
    "the river commission",
    "two former mediators",
    "city engineers",
    "the opposition",
    "customs officers",
    "a committee of auditors",
];

/// What they do.
pub const ACTS: [&str; 20] = [
    "agreed to review",
    "postponed",
    "published a plan for",
    "questioned the cost of",
    "returned to",
    "put to the vote",
    "counted the effects of",
    "set out terms for",
    "argued over",
    "opened an inquiry into",
    "asked for more time on",
    "welcomed",
    "drew a map of",
    "warned against haste in",
    "signed a note on",
    "walked away from",
    "halved the budget of",
    "took over the running of",
    "compared three drafts of",
    "found no fault with",
];

/// What it is done to.
pub const THINGS: [&str; 24] = [
    "the ferry tariff",
    "a shared water gauge",
    "the northern fishing line",
    "an old customs treaty",
    "the night train",
    "the drought fund",
    "a second pipeline",
    "the census of wells",
    "the grain reserve",
    "the school calendar",
    "the coal exit",
    "a joint weather service",
    "the harbour dredging",
    "the visa rule",
    "a register of land titles",
    "the flood wall",
    "the toll on the upper bridge",
    "the seed bank",
    "a court for shipping disputes",
    "the border market",
    "the broadcast licence",
    "the salt works",
    "an emergency grid link",
    "the timber quota",
];

/// How a sentence may go on.
pub const TAILS: [&str; 20] = [
    "after a week of closed meetings",
    "although nobody had asked for it",
    "before the rains come",
    "for the third time in a decade",
    "in a hall that was built for dances",
    "on the advice of its own experts",
    "while the old rules stay in force",
    "without naming a date",
    "and left the figures for later",
    "as spring shipping begins",
    "at half of the price once quoted",
    "because the last count was wrong",
    "despite a letter of protest",
    "in words that both sides can read in their own way",
    "since the bridge was closed",
    "under a clause that few remember",
    "until the auditors report",
    "which is more than was hoped for",
    "with a majority of four",
    "so that harvests can cross in time",
];

/// Headings of bodies without roles.
pub const HEADINGS: [&str; 14] = [
    "A slow start",
    "How the count was made",
    "The long way to a vote",
    "What the map does not show",
    "Money and time",
    "An older quarrel",
    "Who pays",
    "Along the river",
    "The view from the quay",
    "Numbers in dispute",
    "A room with two doors",
    "Lessons from the last attempt",
    "On paper and on the ground",
    "The next winter",
];

/// Headings that mark a part's role.
pub const ROLES: [&str; 4] =
    ["Background", "The Global Impact", "Reactions from the World Stage", "What Comes Next?"];
