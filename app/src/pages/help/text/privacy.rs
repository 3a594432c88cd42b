//! The words of the privacy notice. What is stored, and for how long, is what the store's tables and its sweep do: change
//! both together.

use super::super::prose::{
    Block::{Heading, List, Paragraph, Rows},
    Section, Words,
};

/// The page.
pub const WORDS: Words = Words {
    title: "Privacy notice",
    opening: &["This page says what {service} Management knows about you, why, for how long, and who can see it."],
    sections: &[WHO, STORED, COOKIES, MAIL, SEEN, PROTECTED, RIGHTS],
};

const WHO: Section = Section {
    id: "who",
    heading: "Who is responsible",
    blocks: &[
        Paragraph(
            "The organisation that runs this service for you decides what happens with your data. In law it is the controller. \
                   It can also tell you its legal basis. {support}",
        ),
        Paragraph(
            "The service runs on computers that this organisation chose. The people who wrote the software get no data from it.",
        ),
    ],
};

const STORED: Section = Section {
    id: "stored",
    heading: "What we store",
    blocks: &[
        Rows {
            caption: "What, why and for how long",
            columns: &["What", "Why", "How long"],
            rows: &[
                &[
                    "Your name, date of birth and user identifier. Your positions and organisations.",
                    "To know who you are. Your Registration Authority (RA) gives us these.",
                    "As long as the organisation needs them.",
                ],
                &[
                    "Your email addresses and mobile number.",
                    "Email: to sign you in and to send you codes and notices. Mobile number: so that your RA can reach you.",
                    "Until you remove them.",
                ],
                &[
                    "Your password.",
                    "To check that it is you. We keep only a scrambled form of it that cannot be turned back.",
                    "Until your sign-in is reset, or as long as your {service} is there.",
                ],
                &[
                    "Your authenticators: type, name, level, who added them, when they were added and last used. Of an app a secret that is encrypted; \
                     of a device its model and the public half of its key, and a random name by which your devices know you.",
                    "To check your codes and what your devices sign.",
                    "The secret until the authenticator is replaced or removed. The rest as long as your {service} is there.",
                ],
                &[
                    "Your smartcard: its number and label, its certificates with your name and user identifier, and, encrypted, what unblocks it. \
                     That it was renewed or unblocked, and which reminders we sent.",
                    "To check what it signs, to renew it, and to unblock it for you. The list of certificates that do not work any more is public: \
                     it holds their numbers and no names.",
                    "What unblocks it until the card ends. The rest as long as your {service} is there.",
                ],
                &[
                    "What was there before a change: an old address or number, the scrambled form of an old password, the secret of an old app. Encrypted.",
                    "To put it back if you tell us that the change was not yours.",
                    "7 days.",
                ],
                &[
                    "That somebody said they forgot their password, and how far they came. An address that we do not know is kept only in scrambled form.",
                    "To let you choose a new one after two proofs.",
                    "90 days.",
                ],
                &[
                    "Each sign-in: when, how, from which network address, and what your browser says about itself.",
                    "To keep you signed in, and to see misuse.",
                    "90 days after it ends.",
                ],
                &[
                    "Which browsers you signed in with.",
                    "So that a stranger who guesses cannot lock you out.",
                    "400 days after you last signed in with it. 90 days if nobody did.",
                ],
                &[
                    "One Time Passwords, links and set-ups that you did not finish. We keep codes and used links only in scrambled form.",
                    "To check them, once.",
                    "90 days after they end. A set-up that you finished is kept as long as your {service} is there.",
                ],
                &[
                    "Wrong tries at your password, your codes and your devices: how many in a row, and when they began.",
                    "To stop guessing.",
                    "Until the next right one, or until somebody unlocks them for you. Fewer than 5: at most 90 days.",
                ],
                &[
                    "Wrong tries with an email address that we do not know: how many, and when they began. \
                     The address is kept only in scrambled form.",
                    "To stop guessing, and to answer as we answer everybody.",
                    "90 days.",
                ],
                &[
                    "A question to a device that waits for its answer, in encrypted form.",
                    "To check the answer, once.",
                    "5 minutes.",
                ],
                &[
                    "How many tries came from a network in 10 minutes, and how many emails you were sent in an hour. \
                     Network and address are kept only in scrambled form.",
                    "To stop guessing and floods of mail.",
                    "1 day.",
                ],
                &[
                    "What you typed into a form that had a mistake. Never passwords or codes.",
                    "To show it to you again.",
                    "1 hour.",
                ],
                &[
                    "That you dismissed a message on the home page.",
                    "Not to show it again.",
                    "As long as your {service} is there.",
                ],
                &[
                    "The audit log: who did what, when, from which network address. Email addresses and numbers in it are shortened.",
                    "To find misuse, and to show that nobody changed the records.",
                    "The organisation decides. The software deletes nothing from it.",
                ],
                &[
                    "A technical log: which kind of page was asked for, how long it took, and faults with their Error Response ID. \
                     If an email cannot be sent, what the mail server says is in it, which can hold your address.",
                    "To find and mend faults.",
                    "The organisation decides.",
                ],
            ],
        },
        Paragraph("The organisation also keeps back-up copies. It decides for how long."),
    ],
};

const COOKIES: Section = Section {
    id: "cookies",
    heading: "Cookies",
    blocks: &[
        Paragraph(
            "We use three cookies. The service does not work without the first two, and the third comes only when you ask for it, so we do not ask first.",
        ),
        Rows {
            caption: "Our cookies",
            columns: &["Name", "What it is for", "How long"],
            rows: &[
                &[
                    "session, or __Host-session",
                    "It keeps you signed in.",
                    "Until you sign out or close the browser. On our side it ends sooner: after 12 hours at most.",
                ],
                &[
                    "browser, or __Host-browser",
                    "It tells your browser from others. It comes with the first form that you send, and does not say who you are.",
                    "400 days.",
                ],
                &[
                    "method, or __Host-method",
                    "It remembers how you sign in. It comes only when you tick **Remember my selection**, and does not say who you are.",
                    "400 days, or until you choose again without the tick.",
                ],
            ],
        },
        Paragraph(
            "There is no tracking and no advertising. We do not count visits with cookies. Our pages load nothing from other sites.",
        ),
    ],
};

const MAIL: Section = Section {
    id: "mail",
    heading: "Emails that we send",
    blocks: &[
        Paragraph(
            "We send One Time Passwords, and notices when something on your profile changes. We do not send advertising.",
        ),
        List(&[
            "We encrypt an email while it waits to be sent. We delete its text once the mail server has it.",
            "That an email was sent, but not to whom or what, is kept for 90 days.",
            "An email that cannot be sent is kept, encrypted, until the people who run the service have dealt with it.",
            "Mail servers on the way can read an email, as with any other.",
            "A demonstration sends no mail. It writes it to files and shows it to everybody who can open its pages.",
        ]),
    ],
};

const SEEN: Section = Section {
    id: "seen",
    heading: "Who can see it",
    blocks: &[
        List(&[
            "you, on your profile",
            "your Registration Authority, as far as they need it",
            "the people who run the service and its computers",
        ]),
        Paragraph(
            "We do not sell it. This version passes nothing on to other applications. The law may oblige the organisation to hand something over.",
        ),
    ],
};

const PROTECTED: Section = Section {
    id: "protected",
    heading: "How it is protected",
    blocks: &[List(&[
        "Secrets of authenticators, open links and waiting emails are encrypted in the database.",
        "Passwords are kept as Argon2id hashes. Cookies, codes and used links are kept as hashes, too.",
        "We email you when your sign-in details change, so that you notice what was not you.",
        "The audit log is chained, so that it shows when somebody changed an old entry.",
    ])],
};

const RIGHTS: Section = Section {
    id: "rights",
    heading: "Your rights",
    blocks: &[
        Paragraph(
            "You can see and change your contact details on [your profile](/profile). Your RA corrects your name, date of birth and positions.",
        ),
        Paragraph(
            "The law also lets you ask for a copy of your data, and ask to have it corrected, deleted, limited or handed to you. \
                   You can object to its use. Some of it must be kept all the same, such as the audit log.",
        ),
        Heading("How to ask, and how to complain"),
        Paragraph("{support}"),
        Paragraph(
            "In the United Kingdom you can also complain to the Information Commissioner's Office at [ico.org.uk](https://ico.org.uk).",
        ),
    ],
};
