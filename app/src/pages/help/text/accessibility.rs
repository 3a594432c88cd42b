//! The words of the accessibility statement. It claims only what was done.

use super::super::prose::{
    Block::{List, Paragraph},
    Section, Words,
};

/// The page.
pub const WORDS: Words = Words {
    title: "Accessibility statement",
    opening: &[
        "This statement is about {service} Management at {site}",
        "We want as many people as possible to be able to use it. Tell us when something does not work for you.",
    ],
    sections: &[
        Section {
            id: "aim",
            heading: "What we aim for",
            blocks: &[
                Paragraph("We build these pages to the Web Content Accessibility Guidelines (WCAG) 2.2, level AA."),
                Paragraph("Nobody from outside has checked them yet. So we do not claim that they meet every point."),
                Paragraph("We build them so that you can:"),
                List(&[
                    "use everything with a keyboard, and see where you are",
                    "zoom in, or use a narrow screen, without losing anything",
                    "use a screen reader",
                    "use every page with JavaScript switched off, but for those that ask a smartcard, Windows Hello, a security key, an iPad or a passkey",
                    "paste passwords and codes, and use a password manager",
                    "read plain words, with errors that say what to do",
                ]),
            ],
        },
        Section {
            id: "tests",
            heading: "How we test",
            blocks: &[List(&[
                "We check pages with axe, a program that finds common faults, in the Chromium browser.",
                "We go through pages with the keyboard.",
            ])],
        },
        Section {
            id: "limits",
            heading: "What we know does not work for everybody",
            blocks: &[List(&[
                "**Tests with people.** We have not tested with disabled people yet, nor with each screen reader.",
                "**Times.** A registration link can be opened for 3 minutes, and you have 15 minutes to finish. These times keep others out \
                 and cannot be made longer. You can get a new link as often as you need, and what you did before is kept.",
                "**Codes.** The code in your authenticator app changes every 30 seconds. We also accept the one just before and the one just after, if it was not used.",
                "**QR code.** It needs a camera. The same key is there in letters, to type or to copy.",
                "**Time-out.** Before you are signed out, a message asks if you want to stay. Without JavaScript there is no message. \
                 Each page then says when you will be signed out.",
                "**The authenticator app and your mail program.** Others make them, and we cannot change them.",
                "**Language.** The pages are in English only.",
            ])],
        },
        Section {
            id: "help",
            heading: "Tell us, or get help another way",
            blocks: &[
                Paragraph("If you cannot use a page, or need its words in another form, ask for help. {support}"),
                Paragraph(
                    "Say which page it is, what happens, and what you use, such as the name of your screen reader.",
                ),
                Paragraph(
                    "If this service is run by a public body in the United Kingdom and you are not happy with the answer, contact the \
                     [Equality Advisory and Support Service](https://www.equalityadvisoryservice.com).",
                ),
            ],
        },
        Section {
            id: "date",
            heading: "When this was written",
            blocks: &[Paragraph(
                "This statement was written on 22 November 2026, for the service as it was on that day.",
            )],
        },
    ],
};
