//! For people who write programs.

use super::super::super::prose::{
    Block::{List, Paragraph},
    Section,
};

pub(super) const PROGRAMS: Section = Section {
    id: "programs",
    heading: "Find organisations with a program",
    blocks: &[
        Paragraph(
            "What [Find organisation](/organisations) shows is there for programs, too, as JSON. Everybody who is signed in may read it: \
                   the program sends the cookie of the session.",
        ),
        List(&[
            "**/api/organisations?q=** with code, name, postcode or town finds organisations. **type**, **status**, **region** and **page** are as in the page's address.",
            "**/api/organisations/CODE** tells all that is known of one.",
            "[/api/openapi.json](/api/openapi.json) describes both (OpenAPI 3.1).",
        ]),
        Paragraph("One person may ask 240 times in a minute. After that the answer says how many seconds to wait."),
    ],
};
