//! The words of the terms that people agree to when they sign in.

use super::super::prose::{
    Block::{List, Paragraph},
    Section, Words,
};

/// The page.
pub const WORDS: Words = Words {
    title: "Terms and Conditions",
    opening: &[
        "When you sign in to {service} Management, you agree to these terms.",
        "Your employer may have more rules about its computers and its data. Those rules apply as well.",
    ],
    sections: &[
        Section {
            id: "who",
            heading: "Who may use this service",
            blocks: &[Paragraph(
                "You may use it if your Registration Authority (RA) gave you a {service}. It is yours alone.",
            )],
        },
        Section {
            id: "you",
            heading: "What you agree to do",
            blocks: &[List(&[
                "Keep your password, your codes and your links to yourself.",
                "Add only email addresses that you alone read.",
                "Add an authenticator only on a device that you alone can use.",
                "Sign out, and close the browser, on a computer that others use.",
                "Tell your RA at once if you lose your phone, or if somebody else may have used your {service}.",
                "Ask your RA to correct your name or your positions if they are wrong.",
            ])],
        },
        Section {
            id: "not",
            heading: "What you must not do",
            blocks: &[List(&[
                "Use somebody else's {service}, or let somebody else use yours.",
                "Try to get around the checks of this service, or to stop it from working.",
                "Use what you see here for anything other than your work.",
            ])],
        },
        Section {
            id: "we",
            heading: "What we do",
            blocks: &[
                List(&[
                    "We write each sign-in and each change into an audit log. The [privacy notice](/help/privacy) says what we keep.",
                    "We email you when something that matters for signing in changes.",
                    "We may close your {service}, for example when you leave or when somebody misuses it. Then you cannot sign in.",
                ]),
                Paragraph("“We” are the people who run this service for your organisation."),
            ],
        },
        Section {
            id: "availability",
            heading: "When the service is not there",
            blocks: &[Paragraph(
                "The service can stop for maintenance or because of a fault. We do not promise that it is always there. \
                 When maintenance is planned, the home page can say so beforehand.",
            )],
        },
        Section {
            id: "changes",
            heading: "Changes and questions",
            blocks: &[Paragraph(
                "We may change these terms. What counts is what this page says when you sign in. {support}",
            )],
        },
    ],
};
