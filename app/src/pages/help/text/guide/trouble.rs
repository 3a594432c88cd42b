//! What goes wrong, and whom to ask.

use super::super::super::prose::{
    Block::{Heading, List, Paragraph, Steps},
    Section,
};

pub(super) const CODE: Section = Section {
    id: "code",
    heading: "The 6-digit code is refused",
    blocks: &[
        List(&[
            "**Wait for a new code.** The app shows a new one every 30 seconds. Type the one that shows now.",
            "**Use each code once.** A code that was accepted does not work again. Wait for the next one.",
            "**Check your phone's clock.** Codes are made from the time. Set date and time to automatic in the phone's settings.",
            "**Use the right entry.** The app can hold many accounts. Look for the one that is called {service} and has your email address.",
            "**Use the entry that was finished.** If you set up the app more than once, only the entry from the last **Registration successful** works. \
         Delete the others.",
            "**Do not mix up the codes.** The app's code has 6 digits. The One Time Password in our email has 8, and is asked for on another page.",
        ]),
        Paragraph("The app needs no signal and no internet to show a code."),
    ],
};

pub(super) const SIGNED_OUT: Section = Section {
    id: "signed-out",
    heading: "You were signed out",
    blocks: &[
        Paragraph("This keeps others from using your {service} when you leave the computer. You are signed out:"),
        List(&[
            "after 30 minutes in which you do nothing, or 15 minutes if you signed in with very high confidence (AAL3)",
            "after 12 hours, whatever you do",
            "on a shared computer after 10 minutes in which you do nothing, and after 2 hours, whatever you do",
            "after 1 hour if you came with a sign-in link",
        ]),
        Paragraph(
            "2 minutes before, a message asks if you want to stay. If JavaScript is off, each page says the time instead.",
        ),
        Paragraph(
            "What you saved is kept. What you typed but did not send is lost. Sign in again, and you come back to the page that you asked for.",
        ),
        Paragraph(
            "Some changes ask for a new sign-in after 5 minutes. This protects your email addresses and your authenticators.",
        ),
    ],
};

pub(super) const NOT_ME: Section = Section {
    id: "not-me",
    heading: "A change was not yours",
    blocks: &[
        Paragraph("When something on your profile changes, we email you. If it was not you, act at once:"),
        Steps(&[
            "Open the link in that email. It works for 7 days. To look at its page does nothing.",
            "Select **This was not me: take it back**. The change and every later one go back, and you are signed out everywhere.",
            "Contact your Registration Authority (RA). {support}",
        ]),
        Paragraph(
            "From then on changes are stopped, so that nobody makes another one. You sign in with what you had before. Changes are possible again when your RA has \
             checked that it is you, or when you sign in with an authenticator of very high confidence (AAL3) that you had before the change.",
        ),
        Paragraph(
            "An email without a link went to an address that is new on your profile. Use the email at an older address, or contact your RA.",
        ),
    ],
};

pub(super) const LOCKED_OUT: Section = Section {
    id: "locked-out",
    heading: "Too many wrong tries",
    blocks: &[
        List(&[
            "After 5 wrong tries in a row you have to wait 30 seconds. Each wrong try after that doubles the wait, up to 1 hour. The page says how long.",
            "Your password and your codes are counted apart. A right one sets its count back.",
            "A browser that you signed in with before has a count of its own. If a stranger tries to guess, you can still sign in there.",
            "After 100 wrong tries in a row we stop taking more. A sign-in with a passkey, a security key, Windows Hello, an iPad or a smartcard lifts this for your password and your codes, and one of very high confidence (AAL3) for your other devices, too.",
            "Without one, use a browser that you signed in with before, or [ask for help](#contact): \
             your RA, or the people who run this service, can lift this when they have checked who you are.",
            "If there are very many wrong tries from your network, wait 10 minutes.",
        ]),
        Paragraph("Nothing is lost while you wait."),
    ],
};

pub(super) const SMARTCARD: Section = Section {
    id: "smartcard",
    heading: "Smartcards",
    blocks: &[
        Paragraph(
            "Put your card into the reader, select **Smartcard** and enter its passcode in the window of your computer. [Your smartcard](/smartcard) \
             says until when it works. From 90 days before, you can [renew it yourself](/smartcard/renew).",
        ),
        Paragraph(
            "A page that cannot reach your card shows a code. [Help with smartcards](/help/smartcard) finds it: what it means, what to do, \
             and what your IT team must do.",
        ),
    ],
};

pub(super) const BROWSER: Section = Section {
    id: "browser",
    heading: "Browsers, and a blank screen",
    blocks: &[
        Paragraph(
            "Use an up-to-date Chrome or Edge. We test with Chromium, which both are made from. Other up-to-date browsers, \
                   such as Firefox and Safari, should work, but we do not test with them. Internet Explorer is not supported.",
        ),
        Paragraph(
            "Allow cookies for this site. JavaScript is needed for smartcards, Windows Hello, security keys, iPads and passkeys, and for nothing else. With it you also get a countdown, a copy button and a warning before you are signed out.",
        ),
        Heading("You see a blank screen"),
        Paragraph("Microsoft Edge may be in compatibility mode, which is not supported."),
        Steps(&[
            "Select **Tools** in the Edge menu bar (or Alt + T), then **Compatibility View Settings**.",
            "Check that this site is not in the list.",
            "Check that **Use Microsoft compatibility lists** is not ticked.",
            "Check that **Display Intranet Sites in Compatibility View** is not ticked.",
            "Load the page again.",
        ]),
        Paragraph("If you cannot change these settings, ask your local IT team."),
        Heading("The browser cannot open the site"),
        Paragraph(
            "You may see “This site can't be reached”, “ERR_CONNECTION_TIMED_OUT”, “Blocked by proxy” or “Domain not authorised”. \
                   Your network may be blocking this site. Ask your local IT team to allow {site}",
        ),
    ],
};

pub(super) const ERROR_RESPONSE_ID: Section = Section {
    id: "error-response-id",
    heading: "What an Error Response ID is",
    blocks: &[
        Paragraph(
            "When something goes wrong on our side, the page shows an **Error Response ID**. With it we can find what happened in our log. \
                   It says nothing about you.",
        ),
        Paragraph(
            "Try again in a few minutes. If it happens again, copy the Error Response ID and [ask for help](#contact).",
        ),
    ],
};

pub(super) const CONTACT: Section = Section {
    id: "contact",
    heading: "Ask for help",
    blocks: &[
        Paragraph("{support}"),
        Paragraph("Tell them:"),
        List(&[
            "what you wanted to do",
            "what the page said, word for word",
            "on which day and at what time",
            "the Error Response ID, if the page shows one",
        ]),
        Paragraph(
            "Never tell anybody your password, a code or a link, not even us. If somebody else may have used your {service}, say so first.",
        ),
    ],
};
